namespace Recsys.MLNet.ModelBuilder.Pipeline;

/// <summary>How far a feature moved between the models behind the training rows and the refitted models that serve.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Trained">Its mean over the rows trained on.</param>
/// <param name="Served">Its mean over candidates of the refitted models.</param>
/// <param name="Deviations">The difference in standard deviations of the rows trained on.</param>
public sealed record FeatureShift(string Feature, double Trained, double Served, double Deviations);
