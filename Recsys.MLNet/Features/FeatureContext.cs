using Recsys.MLNet.Recall;
using Recsys.MLNet.State;

namespace Recsys.MLNet.Features;

/// <summary>What a feature may look at: state as of now, the request, and what the candidate sources said.</summary>
public readonly ref struct FeatureContext
{
    internal FeatureContext(RecallContext request, CandidateSet candidates, int candidate, ItemState item, ReadOnlySpan<float> userNumbers, ReadOnlySpan<float> itemNumbers)
    {
        (Request, Candidates, Candidate, Item) = (request, candidates, candidate, item);
        UserNumbers = userNumbers;
        ItemNumbers = itemNumbers;
    }

    /// <summary>The request and the state it reads.</summary>
    public RecallContext Request { get; }

    /// <summary>The user; one nothing is known of rather than null.</summary>
    public UserState User => Request.User;

    /// <summary>The item. For features of <see cref="FeatureScope.Request"/> any one of the candidates.</summary>
    public ItemState Item { get; }

    /// <summary>State of everything else.</summary>
    public StateView State => Request.State;

    /// <summary>The moment of the request in milliseconds.</summary>
    public long At => Request.At;

    /// <summary>All candidates, with what each source said of them.</summary>
    public CandidateSet Candidates { get; }

    /// <summary>Place of the item among <see cref="Candidates"/>.</summary>
    public int Candidate { get; }

    /// <summary>The feature's numbers of the user; empty when nothing is known of the user.</summary>
    public ReadOnlySpan<float> UserNumbers { get; }

    /// <summary>The feature's numbers of the item.</summary>
    public ReadOnlySpan<float> ItemNumbers { get; }
}
