using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Reranking;

namespace RecsysApp;

/// <summary>Never more than so many neighbours with one value of a field: the next item with another value moves up.</summary>
[RecsysComponent("at-most-in-a-row")]
public sealed class AtMostInARow(AtMostInARowOptions options) : IReranker
{
    /// <summary>Immutable and safe for many threads at once: all that changes is the order of the candidates.</summary>
    public void Reorder(RecallContext request, CandidateSet candidates)
    {
        var order = candidates.Order;
        string? before = null;
        int inARow = 0;
        for (int i = 0; i < order.Length; i++)
        {
            if (before is not null && inARow >= options.Count && ValueOf(candidates, order[i]) == before && NextOther(candidates, i, before) is > 0 and var other)
            {
                int moved = order[other];
                order[i..other].CopyTo(order[(i + 1)..]);
                order[i] = moved;
            }
            string? value = ValueOf(candidates, order[i]);
            inARow = value is not null && value == before ? inARow + 1 : 1;
            before = value;
        }
    }

    private int NextOther(CandidateSet candidates, int from, string? value)
    {
        for (int i = from + 1; i < candidates.Ordered; i++)
            if (ValueOf(candidates, candidates.Order[i]) != value)
                return i;
        return -1;
    }

    private string? ValueOf(CandidateSet candidates, int place) => candidates.StateOf(place).Field(options.Field)?.Text;
}
