namespace Recsys.MLNet.ModelBuilder.Simulation;

/// <summary>The words of the simulated news site and video library.</summary>
internal static class MediaWords
{
    private static readonly ThemeCategory[] s_topics =
    [
        Topic("Football", "足球", ["cup final", "transfer market", "young players"], ["杯赛决赛", "转会市场", "年轻球员"]),
        Topic("Basketball", "篮球", ["play-offs", "three-point records", "rookies"], ["季后赛", "三分纪录", "新秀"]),
        Topic("Economy", "财经", ["interest rates", "housing prices", "small firms"], ["利率", "房价", "小企业"]),
        Topic("Science", "科学", ["black holes", "deep oceans", "ancient genes"], ["黑洞", "深海", "远古基因"]),
        Topic("Technology", "科技", ["batteries", "robots", "open source"], ["电池", "机器人", "开源"]),
        Topic("Health", "健康", ["sleep", "running injuries", "salt"], ["睡眠", "跑步损伤", "食盐"]),
        Topic("Film", "电影", ["animation", "film festivals", "directors"], ["动画", "电影节", "导演"]),
        Topic("Music", "音乐", ["jazz", "choirs", "vinyl records"], ["爵士乐", "合唱团", "黑胶唱片"]),
        Topic("Travel", "旅行", ["night trains", "islands", "mountain villages"], ["夜行列车", "海岛", "山村"]),
        Topic("Food", "美食", ["street markets", "noodles", "sourdough"], ["夜市", "面条", "酸面包"]),
        Topic("Climate", "气候", ["glaciers", "heat waves", "wind power"], ["冰川", "热浪", "风电"]),
        Topic("Education", "教育", ["village schools", "exams", "languages"], ["乡村学校", "考试", "语言学习"]),
    ];

    public static SimulationTheme News { get; } = new()
    {
        StylesEnglish = ["breaking", "in-depth", "personal", "critical", "local", "data-driven"],
        StylesChinese = ["突发", "深度", "人物", "评论", "本地", "数据"],
        Categories = s_topics,
    };

    public static SimulationTheme Video { get; } = new()
    {
        StylesEnglish = ["short", "documentary", "funny", "slow", "expert", "live"],
        StylesChinese = ["短片", "纪录", "搞笑", "慢节奏", "专家", "直播"],
        Categories = s_topics,
    };

    private static ThemeCategory Topic(string english, string chinese, string[] uses, string[] usesChinese) =>
        new(english, chinese, 1, ["report", "interview", "guide", "story"], ["报道", "访谈", "指南", "故事"], uses, usesChinese);
}
