using Recsys.MLNet.Trainers.NextItem;

namespace Recsys.MLNet.Trainers.TextEncoder;

/// <summary>Adam over all parameters of a <see cref="TextNetwork"/>.</summary>
internal sealed class TextOptimizer(TextNetwork network)
{
    private readonly RowAdam _embeddings = new(network.Embeddings.Rows, network.Width);
    private readonly RowAdam _bias = new(network.Embeddings.Rows, 1);
    private readonly RowAdam _query = new(1, network.Width);
    private readonly RowAdam _projection = new(network.Width, network.Dimensions);

    public void Step(TextGradients gradients, float rate, RunSettings run)
    {
        run.ParallelFor(gradients.Tokens.Count, k =>
        {
            int token = gradients.Tokens[k];
            _embeddings.Update(token, network.Embeddings.Row(token), gradients.RowOf(k), rate * 0.1f);
            _bias.Update(token, network.Bias.AsSpan(token, 1), gradients.Bias.AsSpan(k, 1), rate);
        });
        _query.Update(0, network.Query, gradients.Query, rate);
        run.ParallelFor(network.Width, row => _projection.Update(row, network.Projection.Row(row), gradients.Projection.AsSpan(row * network.Dimensions, network.Dimensions), rate * 0.1f));
    }
}
