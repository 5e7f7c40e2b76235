using System.Collections.Frozen;

namespace Recsys.MLNet.Recall;

/// <summary>Quotas by the numbers of a model's sources, so that a request finds its own without a search.</summary>
public sealed class RecallQuotas
{
    private readonly FrozenDictionary<(string Surface, bool Warm), int[]> _bySurface;
    private readonly int[]? _warm, _cold;

    /// <summary>Quotas over sources in the order they are asked.</summary>
    public RecallQuotas(IReadOnlyList<RecallQuota> quotas, IReadOnlyList<ICandidateSource> sources)
    {
        ArgumentNullException.ThrowIfNull(quotas);
        ArgumentNullException.ThrowIfNull(sources);
        int[] Limits(RecallQuota quota) => [.. sources.Select(s => quota.Depths.TryGetValue(s.Name, out int depth) ? depth : int.MaxValue)];
        _bySurface = quotas.Where(q => q.Surface is not null).ToFrozenDictionary(q => (q.Surface!, q.Warm), Limits);
        _warm = quotas.FirstOrDefault(q => q is { Surface: null, Warm: true }) is { } warm ? Limits(warm) : null;
        _cold = quotas.FirstOrDefault(q => q is { Surface: null, Warm: false }) is { } cold ? Limits(cold) : null;
    }

    /// <summary>No quota: every source names its whole list.</summary>
    public static RecallQuotas None { get; } = new([], []);

    /// <summary>Whether a request's user has a history: what parts the two kinds of quota.</summary>
    public static bool IsWarm(RecallContext request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.User.History.Count > 0;
    }

    /// <summary>The most items each source may name for a request, (sources); null where every list is taken whole.</summary>
    internal int[]? Of(RecallContext request)
    {
        bool warm = IsWarm(request);
        return request.Surface is { } surface && _bySurface.TryGetValue((surface, warm), out int[]? own) ? own : warm ? _warm : _cold;
    }
}
