using System.Diagnostics;

namespace Recsys.MLNet.Serving;

/// <summary>Times the stages of one request, and makes a span of each where someone listens to the activity source <c>Recsys.MLNet</c>.</summary>
internal ref struct StageClock(StageTimes? times)
{
    private static readonly ActivitySource s_source = new("Recsys.MLNet");
    private static readonly string[] s_names = [.. Enum.GetNames<RequestStage>().Select(n => "recsys." + n.ToLowerInvariant())];
    private RequestStage _stage;
    private Activity? _activity;
    private long _since;

    /// <summary>Ends the stage before, if any, and begins one.</summary>
    public void Enter(RequestStage stage)
    {
        long now = Stopwatch.GetTimestamp();
        if (_since != 0)
            End(now);
        (_stage, _since) = (stage, now);
        if (s_source.HasListeners())
            _activity = s_source.StartActivity(s_names[(int)stage]);
    }

    /// <summary>Says when within the stage <see cref="RequestStage.Rank"/> the features were ready; 0 when there were none to read.</summary>
    public void FeaturesReady(long at)
    {
        if (at <= _since)
            return;
        times?.Add(RequestStage.Features, at - _since);
        _since = at;
    }

    /// <summary>Ends the last stage.</summary>
    public void End() => End(Stopwatch.GetTimestamp());

    private void End(long now)
    {
        times?.Add(_stage, now - _since);
        _activity?.Dispose();
        _activity = null;
    }
}
