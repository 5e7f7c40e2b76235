using Recsys.MLNet.State;

namespace Recsys.MLNet.Tests.State;

[TestFixture]
public sealed class CellTests
{
    private sealed class Version : IVersion<Version>
    {
        public long Sequence { get; set; }

        public Version? Previous { get; set; }

        public Version Copy() => new();
    }

    [Test]
    public void A_slow_reader_keeps_its_own_version_and_no_chain_of_those_that_nobody_reads()
    {
        var readers = new ReaderSlots();
        var cell = new Cell<Version>(new Version { Sequence = 1 });
        int slow = readers.Enter(), quick = -1;
        readers.Narrow(slow, 1);
        for (long n = 2; n <= 5000; n++)
        {
            readers.Look(n - 1);
            cell.Edit(n, readers, inPlace: false);
            if (n % 7 == 0) // another reader comes and goes
            {
                if (quick >= 0)
                    readers.Leave(quick);
                quick = readers.Enter();
                readers.Narrow(quick, n);
            }
            Assert.That(cell.AsOf(1)!.Sequence, Is.EqualTo(1));
            if (quick >= 0)
                Assert.That(cell.AsOf(n / 7 * 7)!.Sequence, Is.EqualTo(n / 7 * 7));
            Assert.That(Length(cell), Is.LessThanOrEqualTo(4), "the newest, the one before, and one for each reader");
        }
        readers.Leave(slow);
        readers.Leave(quick);
        readers.Look(5000);
        cell.Edit(5001, readers, inPlace: false);
        Assert.That(Length(cell), Is.EqualTo(2));
    }

    private static int Length(Cell<Version> cell)
    {
        int length = 0;
        for (var version = cell.Newest; version is not null; version = version.Previous)
            length++;
        return length;
    }
}
