namespace Recsys.MLNet.Data.Audit;

/// <summary>Looks a log over before anything is learned from it: problems by line, traps for evaluation, and what it can be used for.</summary>
/// <remarks>Holds the interactions and the places of the items shown, not the events: about 60 bytes an interaction.</remarks>
public sealed class LogAudit
{
    private const int KeptProblems = 1000;

    private readonly RunSettings _run;
    private readonly InteractionLogBuilder _interactions = new(new InteractionWeights { Types = new Dictionary<string, float>(), Other = 1 });
    private readonly ExposureTable _exposures = new();
    private readonly IAuditCheck[] _checks;
    private readonly long[] _kinds = new long[4];
    private readonly SortedDictionary<string, long> _types = new(StringComparer.Ordinal);
    private readonly bool[] _clocks = new bool[3];
    private readonly List<EventProblem> _problems = [];
    private long _problemCount;

    /// <summary>An audit that judges future times against a moment of the caller's.</summary>
    /// <param name="now">Milliseconds since 1970; absolute times after it are reported.</param>
    /// <param name="run">The seed of the chance level that id order is compared with.</param>
    public LogAudit(long now, RunSettings? run = null)
    {
        _run = run ?? RunSettings.Default;
        _checks =
        [
            new ClockCheck(), new DuplicateCheck(), new TimeCheck(now), new SameSecondCheck(), new IdOrderCheck(),
            new LabelFieldCheck(_exposures), new ImpressionCheck(_exposures), new ColdCheck(), new CatalogueCheck(),
        ];
    }

    /// <summary>Audits a file or folder.</summary>
    public static AuditReport Of(string path, long now, RunSettings? run = null) => Of(EventFile.ReadLines(path), now, run);

    /// <summary>Audits lines from anywhere.</summary>
    public static AuditReport Of(IEnumerable<EventLine> lines, long now, RunSettings? run = null)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var audit = new LogAudit(now, run);
        foreach (var line in lines)
        {
            audit.Add(line);
            if (line.Line % 65536 == 0)
                run?.Report("validate", double.NaN, $"{line.Line} lines");
        }
        return audit.Build();
    }

    /// <summary>Adds one line.</summary>
    public void Add(in EventLine line)
    {
        if (line.Problem is { } problem)
        {
            _problemCount++;
            if (_problems.Count < KeptProblems)
                _problems.Add(problem);
        }
        if (line.Event is not { } e)
            return;
        _kinds[(int)e.Kind]++;
        if (e.Kind is EventKind.Interaction or EventKind.Ranking)
            _clocks[(int)e.Clock] = true;
        if (e.Type is { } type)
            _types[type] = _types.GetValueOrDefault(type) + 1;
        _interactions.Add(e);
        _exposures.Observe(e);
        foreach (var check in _checks)
            check.Observe(e, line.Line);
    }

    /// <summary>The report over everything added.</summary>
    public AuditReport Build()
    {
        var context = new AuditContext { Run = _run, Log = _interactions.Build(), Exposures = _exposures };
        context.Measures["events.item"] = _kinds[(int)EventKind.Item];
        context.Measures["events.user"] = _kinds[(int)EventKind.User];
        context.Measures["events.ranking"] = _kinds[(int)EventKind.Ranking];
        context.Measures["events.interaction"] = _kinds[(int)EventKind.Interaction];
        foreach (var check in _checks)
            check.Conclude(context);
        return new()
        {
            Measures = context.Measures,
            Types = [.. _types.OrderByDescending(t => t.Value)],
            Clocks = [.. Enum.GetValues<EventClock>().Where(c => _clocks[(int)c])],
            Findings = [.. context.Findings.OrderByDescending(f => f.Severity)],
            Problems = _problems,
            ProblemCount = _problemCount,
            PositionCurve = _exposures.Curve(),
            Protocols = ProtocolAdvice.For(context),
        };
    }
}
