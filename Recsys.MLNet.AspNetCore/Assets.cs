using Microsoft.AspNetCore.Http;

namespace Recsys.MLNet.AspNetCore;

/// <summary>Files that travel inside the assembly: no page loads anything from elsewhere.</summary>
internal static class Assets
{
    public static IResult Result(string name, string type)
    {
        var stream = typeof(Assets).Assembly.GetManifestResourceStream("Recsys.MLNet.AspNetCore.Assets." + name)
            ?? throw new FileNotFoundException($"The asset '{name}' is missing from the assembly.", name);
        return Results.Stream(stream, type + "; charset=utf-8");
    }
}
