namespace Recsys.MLNet.State;

/// <summary>One version of a piece of state: what it was from event <see cref="Sequence"/> on, until the next version.</summary>
internal interface IVersion<T> where T : class
{
    long Sequence { get; set; }

    /// <summary>The version before, kept only while a reader may still need it.</summary>
    T? Previous { get; set; }

    /// <summary>The same, to be changed on its own.</summary>
    T Copy();
}
