using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>The objective by which new or changed users get a vector while the items stay as they are. Set by the trainer, saved with the model.</summary>
public sealed record FoldInSettings
{
    /// <summary>No fold-in.</summary>
    public static FoldInSettings None { get; } = new();

    /// <summary>What is minimised. Default <see cref="FoldInObjective.None"/>.</summary>
    public FoldInObjective Objective { get; init; }

    /// <summary>λ of the user's vector. Default 0.01.</summary>
    public float Regularization { get; init; } = 0.01f;

    /// <summary>ν: λ is multiplied by the user's total weight to this power. Default 0.</summary>
    public float RegularizationExponent { get; init; }

    /// <summary>α₀, the weight of every item not interacted with (implicit only). Default 0.</summary>
    public float UnobservedWeight { get; init; }

    /// <summary>Multiplies every interaction weight. Default 1.</summary>
    public float WeightScale { get; init; } = 1;

    /// <summary>Interaction weights are raised to this power; 0 counts every item once. Default 1.</summary>
    public float WeightExponent { get; init; } = 1;

    /// <summary>Step size (pairwise only). Default 0.05.</summary>
    public float LearningRate { get; init; } = 0.05f;

    /// <summary>Passes over the user's history (pairwise only). Default 10.</summary>
    public int Steps { get; init; } = 10;

    /// <summary>The weight with which an interaction enters the objective.</summary>
    internal float Confidence(float weight) => WeightScale * (WeightExponent switch
    {
        0 => 1,
        1 => weight,
        _ => MathF.Pow(weight, WeightExponent),
    });

    /// <summary>λ for a row whose entries weigh that much together, among that many rows of the other side.</summary>
    internal float Ridge(double totalWeight, int others) =>
        RegularizationExponent == 0 ? Regularization : (float)(Regularization * Math.Pow(totalWeight + UnobservedWeight * others, RegularizationExponent));

    internal void Write(SectionWriter writer)
    {
        writer.Write((int)Objective);
        writer.Write<float>([Regularization, RegularizationExponent, UnobservedWeight, WeightScale, WeightExponent, LearningRate]);
        writer.Write(Steps);
    }

    internal static FoldInSettings Read(SectionReader reader)
    {
        int objective = reader.ReadInt();
        float[] values = reader.ReadArray<float>();
        if (!Enum.IsDefined((FoldInObjective)objective) || values.Length != 6)
            throw new ModelFormatException($"The section 'factors' has fold-in objective {objective} with {values.Length} settings; expected a known objective and 6. The file is damaged; save or download it again.");
        return new FoldInSettings
        {
            Objective = (FoldInObjective)objective,
            Regularization = values[0],
            RegularizationExponent = values[1],
            UnobservedWeight = values[2],
            WeightScale = values[3],
            WeightExponent = values[4],
            LearningRate = values[5],
            Steps = reader.ReadInt(),
        };
    }
}
