using System.Text.Json.Nodes;
using Recsys.MLNet.Metrics;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>How far probabilities of listed items are from what then happened, before and after calibration.</summary>
/// <param name="curve">From score to probability.</param>
internal sealed class LiveCalibration(IScoreCalibrator curve)
{
    private readonly List<float> _before = [], _after = [];
    private readonly List<bool> _outcomes = [];

    /// <summary>Takes an item of a list that was judged.</summary>
    public void Add(float score, bool taken)
    {
        _before.Add((float)(1 / (1 + Math.Exp(-score))));
        _after.Add((float)curve.Probability(score));
        _outcomes.Add(taken);
    }

    /// <summary>The part of the report: expected calibration error of 1 / (1 + e^−score) and of the curve.</summary>
    public JsonObject ToJson() => new()
    {
        ["items"] = _outcomes.Count,
        ["taken"] = Math.Round(_outcomes.Count == 0 ? 0 : _outcomes.Count(o => o) / (double)_outcomes.Count, 6),
        ["errorBefore"] = Error(_before),
        ["errorAfter"] = Error(_after),
    };

    private JsonNode? Error(List<float> probabilities) =>
        CalibrationError.Compute(probabilities.ToArray(), _outcomes.ToArray()) is var error && double.IsFinite(error) ? Math.Round(error, 6) : null;
}
