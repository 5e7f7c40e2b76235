namespace Recsys.MLNet.Models;

/// <summary>What a feature's importance in a <see cref="TreeEnsemble"/> counts.</summary>
public enum TreeImportance
{
    /// <summary>Number of splits on the feature.</summary>
    Splits,

    /// <summary>Sum of the gains of those splits.</summary>
    Gain,
}
