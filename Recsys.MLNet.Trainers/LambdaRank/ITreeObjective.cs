using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Turns scores into gradients. It knows labels and queries; the learner knows histograms; neither knows the other.</summary>
internal interface ITreeObjective
{
    /// <summary>The objective as a LightGBM model file names it.</summary>
    string Name { get; }

    /// <summary>The score to start from, when starting from the mean is wanted.</summary>
    double InitialScore();

    /// <summary>Writes the gradient and hessian of every row. All are (N).</summary>
    void Gradients(double[] scores, float[] grad, float[] hess, int iteration, RunSettings run, WorkCrew crew);
}
