namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>Says what a folder of an evaluation lacks.</summary>
internal static class EvaluationFolder
{
    public static void Check(string folder, params string[] files)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (File.Exists(folder))
            throw new InvalidDataException($"{folder} is a file; expected a folder that holds {string.Join(", ", files)}.");
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder {folder}. Name the folder that holds {string.Join(", ", files)}.");
        foreach (string file in files)
            if (!File.Exists(Path.Combine(folder, file)))
                throw new FileNotFoundException($"The folder {folder} has no {file}; expected {string.Join(", ", files)}. Is it the folder of another collection?");
    }
}
