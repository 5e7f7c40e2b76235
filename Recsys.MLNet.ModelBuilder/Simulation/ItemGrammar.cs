using Recsys.MLNet.Data;

namespace Recsys.MLNet.ModelBuilder.Simulation;

/// <summary>Writes titles, descriptions and search texts, in English or Chinese, from what an item is.</summary>
internal static class ItemGrammar
{
    private static readonly string[] s_first = ["Al", "Bor", "Cal", "Dor", "El", "Fen", "Gal", "Hol", "Is", "Jor", "Kel", "Lun", "Mor", "Nor", "Or", "Pel"];
    private static readonly string[] s_last = ["ana", "berg", "croft", "dale", "era", "field", "gate", "haven", "ium", "lane", "mont", "nova", "ora", "port", "stone", "wick"];
    private static readonly string[] s_firstChinese = ["安", "北", "晨", "东", "恩", "方", "光", "和", "嘉", "康", "乐", "明", "南", "青", "山", "云"];
    private static readonly string[] s_lastChinese = ["溪", "屋", "源", "禾", "木", "庭", "岭", "坊", "舍", "家", "和", "谷", "石", "海", "林", "风"];

    public static string BrandOf(int brand, bool chinese) => chinese
        ? s_firstChinese[brand % 16] + s_lastChinese[brand / 16 % 16]
        : s_first[brand % 16] + s_last[brand / 16 % 16];

    public static Field[] FieldsOf(SimulatedItem item, SimulationTheme theme)
    {
        var category = theme.Categories[item.Category];
        string name = item.Chinese ? category.Chinese : category.English;
        var fields = new List<Field>(8)
        {
            new("title", FieldValue.Of(TitleOf(item, theme))),
            new("description", FieldValue.Of(DescriptionOf(item, theme))),
            new("category", FieldValue.Of(category.English)),
            new("brand", FieldValue.Of(BrandOf(item.Brand, chinese: false))),
            new("language", FieldValue.Of(item.Chinese ? "zh" : "en")),
            new("tags", FieldValue.Of([name, (item.Chinese ? theme.StylesChinese : theme.StylesEnglish)[item.Style]])),
        };
        if (theme.Things)
        {
            fields.Add(new("price", FieldValue.Of(item.Price)));
            fields.Add(new("colour", FieldValue.Of(theme.ColoursEnglish[item.Colour])));
        }
        return [.. fields];
    }

    /// <summary>What a user who wants this category types into the search box.</summary>
    public static string QueryFor(int category, int style, int noun, bool chinese, SimulationTheme theme) => chinese
        ? theme.StylesChinese[style] + theme.Categories[category].NounsChinese[noun]
        : theme.StylesEnglish[style] + " " + theme.Categories[category].NounsEnglish[noun];

    private static string TitleOf(SimulatedItem item, SimulationTheme theme)
    {
        var category = theme.Categories[item.Category];
        string brand = BrandOf(item.Brand, item.Chinese);
        if (item.Chinese)
        {
            string core = theme.StylesChinese[item.Style] + category.NounsChinese[item.Noun];
            return theme.Things ? $"{brand}{core} {category.UsesChinese[item.Use]}适用 {theme.ColoursChinese[item.Colour]}" : $"{category.UsesChinese[item.Use]}{core}：{category.Chinese}";
        }
        string words = theme.StylesEnglish[item.Style] + " " + category.NounsEnglish[item.Noun];
        return theme.Things
            ? $"{brand} {words} for {category.UsesEnglish[item.Use]}, {theme.ColoursEnglish[item.Colour]}"
            : $"{char.ToUpperInvariant(words[0])}{words[1..]} on {category.UsesEnglish[item.Use]}";
    }

    private static string DescriptionOf(SimulatedItem item, SimulationTheme theme)
    {
        var category = theme.Categories[item.Category];
        if (item.Chinese)
        {
            return $"{BrandOf(item.Brand, true)}出品，{theme.StylesChinese[item.Style]}风格的{category.NounsChinese[item.Noun]}，为{category.UsesChinese[item.Use]}而做。"
                + (item.Quality > 0.5 ? "深受喜爱。" : "");
        }
        string style = theme.StylesEnglish[item.Style];
        return $"{(style[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "An" : "A")} {style} {category.NounsEnglish[item.Noun]} by {BrandOf(item.Brand, false)}, made with {category.UsesEnglish[item.Use]} in mind."
            + (item.Quality > 0.5 ? " Much loved." : "");
    }
}
