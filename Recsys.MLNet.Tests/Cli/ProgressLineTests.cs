using Recsys.MLNet.Cli.Frame;

namespace Recsys.MLNet.Tests.Cli;

[TestFixture]
public sealed class ProgressLineTests
{
    [Test]
    public void What_is_left_of_the_time_comes_from_what_was_made_since_the_stage_began()
    {
        // A quarter of the way in a minute, begun at a tenth: 15 % in 60 s, 75 % to go.
        Assert.That(ProgressLine.Text(new("sequence", 0.25, "loss 1"), 0.1, TimeSpan.FromSeconds(60)), Does.StartWith("sequence ██████░").And.EndWith("25 %, 5 min left loss 1"));
        Assert.That(ProgressLine.Text(new("als", 0.5, null), 0, TimeSpan.FromSeconds(10)), Does.EndWith("50 %, 10 s left"));
        Assert.That(ProgressLine.Text(new("als", 0.5, null), 0, TimeSpan.FromHours(3)), Does.EndWith("50 %, 3.0 h left"));
    }

    [Test]
    public void Nothing_is_foretold_at_the_beginning_and_at_the_end_or_without_a_fraction()
    {
        Assert.That(ProgressLine.Text(new("als", 0.5, null), 0, TimeSpan.FromSeconds(1)), Does.EndWith("50 %"));
        Assert.That(ProgressLine.Text(new("als", 1, null), 0, TimeSpan.FromSeconds(60)), Does.EndWith("100 %"));
        Assert.That(ProgressLine.Text(new("read", double.NaN, "file"), 0, TimeSpan.FromSeconds(60)), Is.EqualTo("read file"));
    }
}
