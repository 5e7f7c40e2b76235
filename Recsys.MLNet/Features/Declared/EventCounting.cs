using Recsys.MLNet.Data;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Features.Declared;

/// <summary>Which events a declared feature counts.</summary>
internal static class EventCounting
{
    public const string Exposure = "exposure";
    public const double Day = 86_400_000;

    /// <summary>Whether an event is of the type that is counted; every item examined of a ranking is one exposure.</summary>
    public static bool Is(Event e, string type) => type == Exposure
        ? e.Kind == EventKind.Ranking || (e.Kind == EventKind.Interaction && string.Equals(e.Type, "impression", StringComparison.OrdinalIgnoreCase))
        : e.Kind == EventKind.Interaction && string.Equals(e.Type, type, StringComparison.OrdinalIgnoreCase);

    /// <summary>How often everybody reached the stage of a type: what is usual.</summary>
    public static double Total(StateView state, string type) => state.Total(type == Exposure ? BehaviorStage.Exposure : new BehaviorTypes(state.Options.Types).Of(type).Stage);
}
