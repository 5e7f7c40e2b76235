using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Numerics;

[TestFixture, Category("Kernel"), Parallelizable(ParallelScope.All)]
public sealed class CandidateAttentionTests
{
    [Test]
    public void Every_width_agrees_with_the_definition([Values((int)SimdWidth.Scalar, (int)SimdWidth.Bits128, (int)SimdWidth.Bits256, (int)SimdWidth.Bits512)] int width, [Values(1, 3, 8, 17, 40)] int candidates, [Values(0, 1, 6)] int behaviours)
    {
        int stride = candidates + 2;
        float[] a = TestNumbers.Uniform(behaviours * stride, 1, -4, 4), m = TestNumbers.Uniform(behaviours * stride, 2), b = TestNumbers.Uniform(behaviours, 3);
        float[] wanted = TestNumbers.Uniform(candidates, 4), found = [.. wanted];
        CandidateAttention.Reference(a, m, stride, b, wanted);
        CandidateAttention.Forward(a, m, stride, b, found, (SimdWidth)width);
        Assert.That(found, Is.EqualTo(wanted).Within(1e-5));
    }

    [Test]
    public void Its_gradient_is_what_small_changes_say([Values((int)SimdWidth.Scalar, (int)SimdWidth.Bits256)] int width)
    {
        const int candidates = 11, behaviours = 4;
        float[] a = TestNumbers.Uniform(behaviours * candidates, 1, -2, 2), m = TestNumbers.Uniform(behaviours * candidates, 2), b = TestNumbers.Uniform(behaviours, 3), ds = TestNumbers.Uniform(candidates, 4);
        float[] da = new float[a.Length], dm = new float[m.Length], db = new float[b.Length];
        CandidateAttention.Backward(a, m, candidates, b, ds, da, dm, db, (SimdWidth)width);
        double Value()
        {
            var s = new float[candidates];
            CandidateAttention.Reference(a, m, candidates, b, s);
            return s.Zip(ds).Sum(p => (double)p.First * p.Second);
        }
        foreach (var (values, gradient) in new[] { (a, da), (m, dm), (b, db) })
        {
            for (int i = 0; i < values.Length; i++)
            {
                float kept = values[i];
                values[i] = kept + 1e-2f;
                double above = Value();
                values[i] = kept - 1e-2f;
                double below = Value();
                values[i] = kept;
                Assert.That(gradient[i], Is.EqualTo((above - below) / 2e-2).Within(1e-3));
            }
        }
    }
}
