using System.Text.Json;
using Recsys.MLNet.Features;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Storage;

namespace Recsys.MLNet.Engine;

/// <summary>Makes a state from what is stored: the newest snapshot or the package's state, then the log after it.</summary>
internal static class StateRecovery
{
    /// <summary>The state as of an event.</summary>
    /// <param name="store">Log and snapshots.</param>
    /// <param name="package">Where a store without snapshots starts from; null to start from the store alone.</param>
    /// <param name="schema">The features in use, which may keep numbers of their own; null for none.</param>
    /// <param name="options">What to remember where no package says so.</param>
    /// <param name="asOf">Number of the last event to apply.</param>
    /// <param name="without">Id of an event to leave out, or null.</param>
    /// <param name="live">Whether views are read while events are applied.</param>
    /// <param name="megabytes">The budget of bytes in place of the package's, or 0.</param>
    public static WorldState Recover(IEventStore store, ModelPackage? package, FeatureSchema? schema, StateOptions options, long asOf, string? without, bool live, int megabytes = 0)
    {
        if (package is not null)
            options = package.Options<StateOptions>("state");
        if (megabytes > 0)
            options = options with { Megabytes = megabytes };
        long leftOut = without is null ? long.MaxValue : store.Find(without)?.Sequence ?? long.MaxValue;
        WorldState world;
        // A snapshot that knows the event is of no use without it.
        if (store.FindSnapshot(Math.Min(asOf, leftOut == long.MaxValue ? asOf : leftOut - 1)) is var (sequence, bytes))
        {
            world = WorldState.Load(new MemoryStream(bytes), options, schema, live, sequence);
        }
        else if (package is not null)
        {
            // Trained from this very store: go on where the package ends. From other data: its state comes before the first event here.
            long start = package.Manifest.Store == store.Id ? package.Manifest.StateEvents : 0;
            using (var section = package.OpenSection(PackageSections.State))
                world = WorldState.Load(section, options, schema, live, start);
            using var buffer = new MemoryStream();
            world.Save(buffer);
            store.SaveSnapshot(start, buffer.GetBuffer().AsMemory(0, (int)buffer.Length)); // the beginning that every later explanation needs
        }
        else
        {
            world = new WorldState(options, schema, live);
        }
        foreach (var (number, e) in store.Read(world.Sequence, asOf))
            if (number != leftOut)
                world.Apply(e, number);
        return world;
    }

    /// <summary>Refuses a model that needs a state other than the one in memory.</summary>
    public static void RequireSameState(ServingModel model, WorldState world)
    {
        // How much memory a service has is no matter of the model.
        if (JsonSerializer.Serialize(model.State with { Megabytes = world.Options.Megabytes }) != JsonSerializer.Serialize(world.Options))
            throw new SchemaMismatchException($"Version {model.Version} was made with other state options than the state in memory has. Restart the service with this package, or train with the same state options.");
        if (model.Schema.Slots != world.Schema.Slots)
            throw new SchemaMismatchException($"Version {model.Version} has features that keep numbers of their own ({model.Schema.Slots}), which differ from those in memory ({world.Schema.Slots}). Restart the service with this package.");
    }
}
