namespace Microsoft.ML.Data;

/// <summary>How deep lists are judged, and what each label is worth.</summary>
public sealed class RankingEvaluatorOptions
{
    public int DcgTruncationLevel = 10;
    public string LabelGains = "0,3,7,15,31";

    public RankingEvaluatorOptions() { }
}
