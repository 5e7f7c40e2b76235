namespace Recsys.MLNet.Data.Import;

/// <summary>Turns a data set of some known layout into events.</summary>
public interface IEventImporter
{
    /// <summary>Name on the command line, such as <c>movielens</c>.</summary>
    string Format { get; }

    /// <summary>What it reads, in one line.</summary>
    string Description { get; }

    /// <summary>The events, in the order they belong into the log.</summary>
    /// <param name="path">File or folder.</param>
    /// <param name="options">Settings; what does not concern the format is ignored.</param>
    /// <param name="run">The seed of the id permutation.</param>
    /// <exception cref="InvalidDataException">The input is wrong; the message names file, line and field.</exception>
    IEnumerable<Event> Read(string path, ImportOptions options, RunSettings run);
}
