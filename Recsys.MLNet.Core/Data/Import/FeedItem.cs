using System.Globalization;

namespace Recsys.MLNet.Data.Import;

/// <summary>Turns a product of a feed into an item event.</summary>
internal static class FeedItem
{
    // Columns that become something else, or are of no use to a recommender.
    private static readonly HashSet<string> s_handled = new(StringComparer.Ordinal)
    {
        "id", "title", "description", "price", "sale_price", "availability", "product_type", "google_product_category", "delete", "action", "link", "image_link", "additional_image_link",
    };

    public static Event ToEvent(string source, FeedRow row, long time)
    {
        string id = row["id"] ?? throw Wrong(source, row, "id", "is missing; every product needs its id");
        var fields = new List<Field>();
        void Text(string name, string? value)
        {
            if (value is not null)
                fields.Add(new(name, FieldValue.Of(value)));
        }
        Text("title", row["title"]);
        Text("description", row["description"]);
        Price(source, row, "price", "price", fields);
        Price(source, row, "sale_price", "salePrice", fields);
        Categories(row["product_type"] ?? row["google_product_category"], fields);
        Text("link", row["link"]);
        Text("image", row["image_link"]);
        foreach (var group in row.Columns.Where(c => !s_handled.Contains(c.Key) && c.Value.Trim().Length > 0).GroupBy(c => c.Key))
        {
            string[] values = [.. group.Select(c => c.Value.Trim())];
            fields.Add(new(group.Key, values.Length == 1 ? FieldValue.Of(values[0]) : FieldValue.Of(values)));
        }
        return new() { Kind = EventKind.Item, Item = id, Timestamp = time, Fields = fields.ToArray(), Available = AvailabilityOf(source, row) };
    }

    private static bool? AvailabilityOf(string source, FeedRow row)
    {
        if (row["action"]?.ToLowerInvariant() is "delete" or "remove" || row["delete"]?.ToLowerInvariant() is "true" or "yes" or "1")
            return false;
        return row["availability"]?.ToLowerInvariant().Replace(' ', '_') switch
        {
            null => null,
            "in_stock" or "preorder" or "pre-order" or "backorder" or "available_for_order" or "limited_availability" => true,
            "out_of_stock" or "discontinued" => false,
            var other => throw Wrong(source, row, "availability", $"is '{other}'; expected in_stock, out_of_stock, preorder or backorder"),
        };
    }

    private static void Price(string source, FeedRow row, string column, string field, List<Field> fields)
    {
        if (row[column] is not { } text)
            return;
        // "15.00 USD", "USD 15.00", "15": the number and the currency in either order.
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int at = Array.FindIndex(words, w => double.TryParse(w, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _));
        if (at < 0 || words.Length > 2)
            throw Wrong(source, row, column, $"is '{text}'; expected a number with a decimal point and a currency, such as 15.00 USD");
        fields.Add(new(field, FieldValue.Of(double.Parse(words[at], CultureInfo.InvariantCulture))));
        if (words.Length == 2 && !fields.Any(f => f.Name == "currency"))
            fields.Add(new("currency", FieldValue.Of(words[1 - at])));
    }

    private static void Categories(string? path, List<Field> fields)
    {
        string[] levels = path?.Split('>', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (levels.Length == 0)
            return;
        fields.Add(new("category", FieldValue.Of(levels[^1])));
        fields.Add(new("categories", FieldValue.Of(levels)));
    }

    private static InvalidDataException Wrong(string source, FeedRow row, string field, string what) =>
        new EventProblem(source, row.Line, field, $"'{field}' {what}.").ToException();
}
