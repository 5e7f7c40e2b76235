namespace Recsys.MLNet.Text.Encoders;

/// <summary>Vectors in memory, the longest unused dropped first.</summary>
internal sealed class EmbeddingMemory(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<EmbeddingKey, LinkedListNode<(EmbeddingKey Key, float[] Vector)>> _places = [];
    private readonly LinkedList<(EmbeddingKey Key, float[] Vector)> _byUse = new();

    public bool TryGet(EmbeddingKey key, Span<float> into)
    {
        lock (_gate)
        {
            if (!_places.TryGetValue(key, out var node))
                return false;
            _byUse.Remove(node);
            _byUse.AddLast(node);
            node.Value.Vector.CopyTo(into);
            return true;
        }
    }

    public void Set(EmbeddingKey key, ReadOnlySpan<float> vector)
    {
        lock (_gate)
        {
            if (_places.ContainsKey(key))
                return;
            if (_places.Count == capacity)
            {
                _places.Remove(_byUse.First!.Value.Key);
                _byUse.RemoveFirst();
            }
            _places.Add(key, _byUse.AddLast((key, vector.ToArray())));
        }
    }
}
