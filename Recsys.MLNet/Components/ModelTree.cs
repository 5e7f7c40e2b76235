using Microsoft.ML;
using Microsoft.ML.Data;

namespace Recsys.MLNet.Components;

/// <summary>Walks fitted chains, also chains within chains.</summary>
internal static class ModelTree
{
    private static readonly TransformerScope[] Scopes = [TransformerScope.Training, TransformerScope.Testing, TransformerScope.Scoring];

    /// <summary>The transformers that are not chains, in order.</summary>
    public static IEnumerable<ITransformer> Leaves(ITransformer model) =>
        model is IEnumerable<ITransformer> chain ? chain.SelectMany(Leaves) : [model];

    /// <summary>The model with each leaf mapped; chains without a changed leaf stay the objects they are.</summary>
    public static ITransformer Replace(ITransformer model, Func<ITransformer, ITransformer> map)
    {
        if (model is not IEnumerable<ITransformer> chain)
            return map(model);
        var parts = chain.ToList();
        var replaced = parts.ConvertAll(part => Replace(part, map));
        return parts.SequenceEqual(replaced) ? model : new TransformerChain<ITransformer>(replaced, ScopesOf(model, parts));
    }

    // A chain does not tell its scopes, but it gives the part of itself that is in a scope.
    private static TransformerScope[] ScopesOf(ITransformer model, List<ITransformer> parts)
    {
        var scopes = new TransformerScope[parts.Count];
        if (model is not TransformerChain<ITransformer> chain)
        {
            Array.Fill(scopes, TransformerScope.Everything);
            return scopes;
        }
        foreach (var scope in Scopes)
        {
            int next = 0;
            foreach (var member in chain.GetModelFor(scope))
            {
                while (!ReferenceEquals(parts[next], member))
                    next++;
                scopes[next++] |= scope;
            }
        }
        return scopes;
    }
}
