using Recsys.MLNet.Indexing;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Recall;

namespace Recsys.MLNet.Serving;

/// <summary>The models of a package, each loaded once however many surfaces ask it.</summary>
internal sealed class PackagedModels(ModelPackage package, VectorIndexOptions indexing)
{
    private readonly Dictionary<string, (IItemScorer Model, IVectorIndex? Index)> _loaded = new(StringComparer.Ordinal);
    private ModelVocabulary? _vocabulary;

    static PackagedModels() => Components.ComponentKinds.Register(); // parts of models may be of any kind

    /// <summary>A source over one of the models.</summary>
    public ICandidateSource Source(SourceOptions source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!_loaded.TryGetValue(source.Name, out var loaded))
        {
            var model = package.Load<IItemScorer>(PackageSections.Models + source.Name);
            _loaded[source.Name] = loaded = (model, IndexOf(source.Name, model));
        }
        return new ScorerSource(source.Name, loaded.Model, _vocabulary ??= ModelVocabulary.Load(package), source.Depth, loaded.Index);
    }

    // Saved with the package as a rule: building one for a large catalogue takes minutes.
    private IVectorIndex? IndexOf(string name, IItemScorer model)
    {
        if (!ModelIndexes.Wanted(model, indexing))
            return null;
        if (!package.Has(PackageSections.Indexes + name))
            return ModelIndexes.Build((IVectorScorer)model, indexing);
        using var section = package.OpenSection(PackageSections.Indexes + name);
        return VectorIndexes.Load(section);
    }
}
