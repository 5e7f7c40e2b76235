using System.Runtime.CompilerServices;
using Microsoft.ML;

namespace Recsys.MLNet.Components;

/// <summary>Which component stands in for another the first time the view it was fitted on is transformed.</summary>
/// <remarks>Kept for as long as somebody holds the view; a model does not keep its training data alive.</remarks>
internal sealed class FittingView
{
    private readonly ConditionalWeakTable<IDataView, RowComponent> _waiting = [];
    private readonly Lock _gate = new();

    public void Set(IDataView view, RowComponent component) => _waiting.AddOrUpdate(view, component);

    public RowComponent? Take(IDataView view)
    {
        lock (_gate)
            return _waiting.TryGetValue(view, out var component) && _waiting.Remove(view) ? component : null;
    }
}
