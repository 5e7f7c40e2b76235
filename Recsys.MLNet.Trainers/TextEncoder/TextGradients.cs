namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>Gradients of one step: of the rows of the tokens that occurred, and of the dense parameters.</summary>
internal sealed class TextGradients(int width, int dimensions)
{
    private int[] _positions = [];
    private readonly List<int> _starts = [];
    private float[] _rows = [];

    /// <summary>The tokens that occurred, ascending.</summary>
    public List<int> Tokens { get; } = [];

    public float[] Bias { get; private set; } = [];

    public float[] Query { get; } = new float[width];

    public float[] Projection { get; } = new float[width * dimensions];

    public Span<float> RowOf(int k) => _rows.AsSpan(k * width, width);

    /// <summary>Where token k occurred, ascending.</summary>
    public ReadOnlySpan<int> PositionsOf(int k) => _positions.AsSpan(_starts[k], _starts[k + 1] - _starts[k]);

    public void SetPositions(int[] positions, int[] tokenAt)
    {
        _positions = positions;
        for (int i = 0; i < positions.Length; i++)
        {
            int token = tokenAt[positions[i]];
            if (Tokens.Count > 0 && Tokens[^1] == token)
                continue;
            Tokens.Add(token);
            _starts.Add(i);
        }
        _starts.Add(positions.Length);
        _rows = new float[Tokens.Count * width];
        Bias = new float[Tokens.Count];
    }
}
