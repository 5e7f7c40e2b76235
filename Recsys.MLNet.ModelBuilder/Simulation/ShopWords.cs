namespace Recsys.MLNet.ModelBuilder.Simulation;

/// <summary>The words of the simulated shop.</summary>
internal static class ShopWords
{
    public static SimulationTheme Theme { get; } = new()
    {
        Things = true,
        StylesEnglish = ["minimalist", "vintage", "premium", "playful", "organic", "professional"],
        StylesChinese = ["简约", "复古", "高端", "可爱", "天然", "专业"],
        Categories =
        [
            new("Tea", "茶叶", 18, ["green tea", "oolong", "black tea", "jasmine tea"], ["绿茶", "乌龙茶", "红茶", "茉莉花茶"], ["quiet mornings", "gifts", "the office"], ["清晨独饮", "送礼", "办公室"]),
            new("Coffee", "咖啡", 22, ["espresso beans", "ground coffee", "cold brew", "drip bags"], ["意式咖啡豆", "咖啡粉", "冷萃咖啡", "挂耳咖啡"], ["early starts", "travel", "sharing"], ["早起提神", "旅行", "分享"]),
            new("Skin care", "护肤", 35, ["face cream", "serum", "sunscreen", "cleansing gel"], ["面霜", "精华液", "防晒霜", "洁面乳"], ["dry skin", "sensitive skin", "every day"], ["干性肌肤", "敏感肌", "日常"]),
            new("Kitchen", "厨具", 48, ["frying pan", "chef's knife", "rice cooker", "cutting board"], ["平底锅", "菜刀", "电饭煲", "砧板"], ["small kitchens", "family meals", "baking"], ["小厨房", "家常菜", "烘焙"]),
            new("Shoes", "鞋靴", 80, ["running shoes", "sneakers", "leather boots", "sandals"], ["跑鞋", "运动鞋", "皮靴", "凉鞋"], ["long walks", "the gym", "city life"], ["长途步行", "健身房", "城市通勤"]),
            new("Outdoor", "户外", 110, ["tent", "sleeping bag", "head torch", "hiking poles"], ["帐篷", "睡袋", "头灯", "登山杖"], ["mountain weekends", "rainy days", "winter camps"], ["周末登山", "雨天", "冬季露营"]),
            new("Toys", "玩具", 26, ["building blocks", "puzzle", "plush bear", "model train"], ["积木", "拼图", "毛绒熊", "火车模型"], ["toddlers", "rainy afternoons", "collectors"], ["幼儿", "雨天午后", "收藏"]),
            new("Stationery", "文具", 12, ["notebook", "fountain pen", "desk planner", "brush pen"], ["笔记本", "钢笔", "日程本", "毛笔"], ["students", "calligraphy", "meetings"], ["学生", "书法", "会议"]),
            new("Pets", "宠物", 30, ["cat food", "dog leash", "cat tree", "dog bed"], ["猫粮", "牵引绳", "猫爬架", "狗窝"], ["kittens", "large dogs", "older animals"], ["幼猫", "大型犬", "老年宠物"]),
            new("Audio", "音响", 120, ["headphones", "loudspeaker", "microphone", "earbuds"], ["头戴耳机", "音箱", "麦克风", "无线耳机"], ["commuting", "home studios", "podcasts"], ["通勤", "家庭录音", "播客"]),
            new("Lighting", "灯具", 55, ["desk lamp", "floor lamp", "night light", "ceiling light"], ["台灯", "落地灯", "小夜灯", "吸顶灯"], ["reading", "bedrooms", "workshops"], ["阅读", "卧室", "工作间"]),
            new("Bags", "箱包", 90, ["backpack", "suitcase", "tote bag", "camera bag"], ["双肩包", "行李箱", "托特包", "相机包"], ["short trips", "school", "photographers"], ["短途旅行", "上学", "摄影"]),
            new("Bedding", "家纺", 70, ["duvet", "linen sheets", "memory pillow", "wool blanket"], ["羽绒被", "亚麻床单", "记忆枕", "羊毛毯"], ["hot summers", "light sleepers", "cold nights"], ["炎夏", "浅眠者", "寒夜"]),
            new("Fitness", "健身", 60, ["yoga mat", "dumbbells", "jump rope", "foam roller"], ["瑜伽垫", "哑铃", "跳绳", "泡沫轴"], ["beginners", "home training", "recovery"], ["初学者", "居家训练", "恢复"]),
            new("Snacks", "零食", 9, ["rice crackers", "dark chocolate", "roasted nuts", "dried mango"], ["米饼", "黑巧克力", "坚果", "芒果干"], ["film nights", "hiking", "lunch boxes"], ["电影之夜", "徒步", "便当"]),
            new("Garden", "园艺", 40, ["pruning shears", "plant pot", "seed set", "watering can"], ["修枝剪", "花盆", "种子套装", "洒水壶"], ["balconies", "herbs", "roses"], ["阳台", "香草", "玫瑰"]),
        ],
    };
}
