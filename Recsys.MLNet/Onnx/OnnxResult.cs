namespace Recsys.MLNet.Onnx;

/// <summary>The outputs of one run. Disposing of it gives their memory back to the session for the next run; read or copy them before.</summary>
public sealed class OnnxResult : IDisposable
{
    private readonly IReadOnlyList<OnnxPort> _ports;
    private readonly OnnxValue[] _values;
    private Action? _release;

    internal OnnxResult(IReadOnlyList<OnnxPort> ports, OnnxValue[] values, Action? release) => (_ports, _values, _release) = (ports, values, release);

    /// <summary>Number of outputs.</summary>
    public int Count => _values.Length;

    /// <summary>The output at a place in <see cref="OnnxSession.Outputs"/>.</summary>
    public OnnxValue this[int index] => _values[index];

    /// <summary>The output of that name.</summary>
    public OnnxValue this[string name]
    {
        get
        {
            for (int i = 0; i < _ports.Count; i++)
                if (_ports[i].Name == name)
                    return _values[i];
            throw new ArgumentException($"The model has no output '{name}'; it has {string.Join(", ", _ports.Select(port => port.Name))}.");
        }
    }

    /// <summary>Gives the memory of the outputs back.</summary>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
