namespace Recsys.MLNet.Behavior;

/// <summary>The matrices of one layer, in the order they are stored.</summary>
public enum LayerWeight
{
    /// <summary>Gain of the normalisation before attention, (D).</summary>
    AttentionGain,

    /// <summary>Its shift, (D).</summary>
    AttentionShift,

    /// <summary>Queries, keys and values, (D, 3D).</summary>
    QueryKeyValue,

    /// <summary>Their bias, (3D).</summary>
    QueryKeyValueBias,

    /// <summary>What the heads' results are multiplied by, (D, D).</summary>
    Output,

    /// <summary>Its bias, (D).</summary>
    OutputBias,

    /// <summary>Gate of attention, (D, D), or empty.</summary>
    AttentionGate,

    /// <summary>Its bias, (D), or empty.</summary>
    AttentionGateBias,

    /// <summary>Gain of the normalisation before the position-wise network, (D).</summary>
    HiddenGain,

    /// <summary>Its shift, (D).</summary>
    HiddenShift,

    /// <summary>First matrix of the position-wise network, (D, F).</summary>
    Hidden,

    /// <summary>Its bias, (F).</summary>
    HiddenBias,

    /// <summary>Second matrix, (F, D).</summary>
    Back,

    /// <summary>Its bias, (D).</summary>
    BackBias,

    /// <summary>Gate of the position-wise network, (D, D), or empty.</summary>
    HiddenGate,

    /// <summary>Its bias, (D), or empty.</summary>
    HiddenGateBias,

    /// <summary>Added to attention by how many behaviours lie between, (H, T).</summary>
    DistanceBias,

    /// <summary>Added to attention by the time between, (H, G), or empty.</summary>
    GapBias,

    /// <summary>How many there are.</summary>
    Count,
}
