using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>Turns a score into the probability of what was predicted. Immutable and safe for many threads.</summary>
public interface IScoreCalibrator : ISavedModel
{
    /// <summary>Probability in (0, 1), never falling as the score rises.</summary>
    double Probability(double score);
}
