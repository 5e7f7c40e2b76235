using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Tests.Onnx;

/// <summary>Every operator of managed code against ONNX Runtime.</summary>
[TestFixture]
public sealed class OperatorParityTests
{
    [TestCaseSource(nameof(Operators))]
    public void An_operator_gives_what_ONNX_Runtime_gives(string op)
    {
        NativeLibraryGate.Path();
        foreach (var one in OperatorCases.All().Where(one => one.Operator == op))
        {
            using var model = one.Build();
            try
            {
                using var native = OnnxSession.Open(model, new() { Backend = OnnxBackend.OnnxRuntime });
                using var managed = OnnxSession.Open(model, new() { Backend = OnnxBackend.Managed });
                using var expected = native.Run(one.Feed());
                using var actual = managed.Run(one.Feed());
                for (int i = 0; i < expected.Count; i++)
                {
                    Assert.That(actual[i].Type, Is.EqualTo(expected[i].Type), $"{one}: type of output {i}");
                    Close.Assert(actual[i], expected[i], one.Within);
                }
            }
            catch (Exception e) when (e is not ResultStateException)
            {
                Assert.Fail($"{one}: {e.Message}");
            }
            catch (AssertionException e)
            {
                Assert.Fail($"{one}: {e.Message}");
            }
        }
    }

    [Test]
    public void Every_operator_of_managed_code_has_cases() =>
        // RMSNormalization is newer than the operator sets that managed code follows in full; its twin SimplifiedLayerNormalization is the same code.
        Assert.That(OnnxOperators.Managed.Where(entry => entry.Domain.Length == 0).Select(entry => entry.Name).Except(Operators()), Is.EqualTo(new[] { "RMSNormalization" }));

    [Test]
    public void The_documentation_lists_every_operator_under_its_first_operator_set()
    {
        string text = File.ReadAllText(House.Repository.At("docs", "onnx.md"));
        var rows = text.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Count(c => c == '|') == 3)
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(cells => int.TryParse(cells[2], out _))
            .SelectMany(cells => cells[1].Split(", ").Select(name => (Name: name, Since: int.Parse(cells[2]))));
        Assert.That(rows, Is.EquivalentTo(OnnxOperators.Managed.Select(entry => (entry.Name, entry.Since))));
    }

    private static IEnumerable<string> Operators() => OperatorCases.All().Select(one => one.Operator).Distinct();
}
