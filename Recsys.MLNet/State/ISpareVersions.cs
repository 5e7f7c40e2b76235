namespace Recsys.MLNet.State;

/// <summary>Versions that were replaced, to be filled again. For the writer alone.</summary>
internal interface ISpareVersions<T> where T : class
{
    /// <summary>Takes a version that was unlinked while event <paramref name="sequence"/> was applied.</summary>
    void Add(T version, long sequence);

    /// <summary>The same as a version that nobody can reach, to be changed on its own.</summary>
    /// <param name="version">What to copy.</param>
    /// <param name="oldestRead">The oldest event that anybody may read.</param>
    T Copy(T version, long oldestRead);
}
