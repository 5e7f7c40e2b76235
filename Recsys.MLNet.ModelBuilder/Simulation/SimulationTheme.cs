namespace Recsys.MLNet.ModelBuilder.Simulation;

/// <summary>The words of a simulated world.</summary>
internal sealed record SimulationTheme
{
    public required IReadOnlyList<ThemeCategory> Categories { get; init; }

    public required string[] StylesEnglish { get; init; }

    public required string[] StylesChinese { get; init; }

    public string[] ColoursEnglish { get; init; } = ["white", "black", "red", "blue", "green", "grey", "rose", "amber"];

    public string[] ColoursChinese { get; init; } = ["白色", "黑色", "红色", "蓝色", "绿色", "灰色", "玫瑰色", "琥珀色"];

    /// <summary>Whether items have a price and a colour, as things do and texts do not.</summary>
    public bool Things { get; init; }

    public static SimulationTheme Of(string name) => name switch
    {
        "news" => MediaWords.News,
        "video" => MediaWords.Video,
        _ => ShopWords.Theme,
    };
}
