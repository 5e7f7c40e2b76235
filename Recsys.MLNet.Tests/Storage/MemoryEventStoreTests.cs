using Recsys.MLNet.Storage;

namespace Recsys.MLNet.Tests.Storage;

[TestFixture]
public sealed class MemoryEventStoreTests : EventStoreContract
{
    protected override IEventStore Open() => new MemoryEventStore();
}
