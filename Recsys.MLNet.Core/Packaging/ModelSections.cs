using System.Collections.Concurrent;
using Recsys.MLNet.Indexing;
using Recsys.MLNet.Models;

namespace Recsys.MLNet.Packaging;

/// <summary>Reads and writes models by the kind of their section. A new kind of model is one class and one <see cref="Register"/>.</summary>
public static class ModelSections
{
    private static readonly ConcurrentDictionary<string, Func<SectionReader, ISavedModel>> Readers = new(StringComparer.Ordinal)
    {
        [RandomModel.SectionKind] = RandomModel.Read,
        [PopularityModel.SectionKind] = PopularityModel.Read,
        [UserAverageModel.SectionKind] = UserAverageModel.Read,
        [CooccurrenceModel.SectionKind] = CooccurrenceModel.Read,
        [TfIdfModel.SectionKind] = TfIdfModel.Read,
        [FusionModel.SectionKind] = FusionModel.Read,
        [TextModel.SectionKind] = TextModel.Read,
        [IdAdjacencyModel.SectionKind] = IdAdjacencyModel.Read,
        [PipelineModel.SectionKind] = PipelineModel.Read,
        [TreeEnsemble.SectionKind] = TreeEnsemble.Read,
        [FactorModel.SectionKind] = FactorModel.Read,
        [RatingModel.SectionKind] = RatingModel.Read,
        [HybridModel.SectionKind] = HybridModel.Read,
        [PairNetworkModel.SectionKind] = PairNetworkModel.Read,
        [LinearItemModel.SectionKind] = LinearItemModel.Read,
        [ItemNeighbourModel.SectionKind] = ItemNeighbourModel.Read,
        [UserNeighbourModel.SectionKind] = UserNeighbourModel.Read,
        [TreeEnsemble.SectionKind] = TreeEnsemble.Read,
        [PlattCalibrator.SectionKind] = PlattCalibrator.Read,
        [IsotonicCalibrator.SectionKind] = IsotonicCalibrator.Read,
        [MultiObjectiveModel.SectionKind] = MultiObjectiveModel.Read,
        [VectorProfileModel.SectionKind] = VectorProfileModel.Read,
        [ExactIndex.SectionKind] = ExactIndex.Read,
        [GraphIndex.SectionKind] = GraphSection.Read,
    };

    /// <summary>Names the reader of a kind; naming it again replaces it.</summary>
    public static void Register(string kind, Func<SectionReader, ISavedModel> read) => Readers[kind] = read;

    /// <summary>Writes a model as one section.</summary>
    public static void Save(ISavedModel model, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var writer = new SectionWriter(stream, model.Kind, model.FormatVersion);
        model.Write(writer);
    }

    /// <summary>Reads a model of any registered kind.</summary>
    public static ISavedModel Load(Stream stream)
    {
        using var reader = new SectionReader(stream);
        if (!Readers.TryGetValue(reader.Kind, out var read))
            throw new ModelFormatException($"The section holds a '{reader.Kind}', which this program does not know; known are {string.Join(", ", Readers.Keys.Order())}. Reference the assembly that defines it, or update Recsys.MLNet.");
        return read(reader);
    }

    /// <summary>Reads a model and checks that it is of the wanted type.</summary>
    public static T Load<T>(Stream stream) where T : class, ISavedModel =>
        Load(stream) is { } model && model is T wanted ? wanted : throw new ModelFormatException($"The section does not hold a {typeof(T).Name}.");
}
