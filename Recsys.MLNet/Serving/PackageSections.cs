namespace Recsys.MLNet.Serving;

/// <summary>Names of the sections of a recommender's package.</summary>
public static class PackageSections
{
    /// <summary>The numbers that the models know users and items by.</summary>
    public const string Vocabulary = "vocabulary";

    /// <summary>Catalogue, users and items as of the cutoff.</summary>
    public const string State = "state";

    /// <summary>The final ranker, where one was trained.</summary>
    public const string Ranker = "ranker";

    /// <summary>Prefix of the rankers of single surfaces, where they have one of their own.</summary>
    public const string SurfaceRankers = "rankers/";

    /// <summary>What the ranker's scores mean as probabilities, where that was learned.</summary>
    public const string Calibrator = "calibrator";

    /// <summary>The segments of users, where they were learned.</summary>
    public const string Segments = "segments";

    /// <summary>Prefix of the models that recall: one section for each source.</summary>
    public const string Models = "models/";

    /// <summary>Prefix of the indexes of models whose vectors are too many to look at each: of the same name as the model.</summary>
    public const string Indexes = "indexes/";
}
