using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.Clustering;

/// <summary>Clusters that <see cref="KMeansTrainer"/> found.</summary>
/// <param name="Centres">(K, F) the mean of each cluster's rows, the largest cluster first.</param>
/// <param name="ClusterOf">(N) the cluster of each row.</param>
/// <param name="SquaredDistance">Sum over the rows of the squared distance to their centre.</param>
/// <param name="Separation">Mean simplified silhouette, from −1 to 1.</param>
public sealed record KMeansFit(RowMatrix Centres, int[] ClusterOf, double SquaredDistance, double Separation);
