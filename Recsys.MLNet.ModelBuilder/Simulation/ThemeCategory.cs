namespace Recsys.MLNet.ModelBuilder.Simulation;

/// <summary>The words of one category, English and Chinese side by side.</summary>
internal sealed record ThemeCategory(string English, string Chinese, double Price, string[] NounsEnglish, string[] NounsChinese, string[] UsesEnglish, string[] UsesChinese);
