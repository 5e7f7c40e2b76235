using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Recsys.MLNet.Data.Import;

/// <summary>The three layouts MovieLens has had, told apart by the name of the ratings file.</summary>
internal sealed partial class MovieLensFiles
{
    private static readonly string[] s_genres =
    [
        "Unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama", "Fantasy",
        "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
    ];

    private readonly MovieLensData _data = new();
    private readonly string _folder;
    private readonly Action _read;

    private MovieLensFiles(string folder, string layout)
    {
        _folder = folder;
        _read = layout switch { "u.data" => Read100k, "ratings.dat" => ReadDat, _ => ReadCsv };
    }

    public static MovieLensFiles Open(string path)
    {
        string? folder = File.Exists(path) ? Path.GetDirectoryName(Path.GetFullPath(path)) : path;
        if (!Directory.Exists(folder))
            throw new FileNotFoundException($"{path} does not exist; name the folder of a MovieLens data set.", path);
        foreach (string layout in (string[])["u.data", "ratings.dat", "ratings.csv"])
            if (File.Exists(Path.Combine(folder, layout)))
                return new(folder, layout);
        throw new InvalidDataException($"{path} holds none of u.data, ratings.dat and ratings.csv; name the folder of a MovieLens data set.");
    }

    public MovieLensData Read()
    {
        _read();
        return _data;
    }

    private void Read100k()
    {
        Rows("u.item", "|", 24, optional: true, (row, at) =>
        {
            var genres = new List<string>();
            for (int g = 0; g < s_genres.Length; g++)
                if (row[5 + g] == "1")
                    genres.Add(s_genres[g]);
            AddFilm(row[0], row[1], genres, row[2]);
        });
        Rows("u.user", "|", 5, optional: true, (row, at) => _data.UserFields[_data.Users.Add(row[0])] =
        [
            new("age", FieldValue.Of(Number(row[1], "age", at))), new("gender", FieldValue.Of(row[2])),
            new("occupation", FieldValue.Of(row[3])), new("zip", FieldValue.Of(row[4])),
        ]);
        Rows("u.data", "\t", 4, optional: false, AddRating);
    }

    private void ReadDat()
    {
        Rows("movies.dat", "::", 3, optional: true, (row, at) => AddFilm(row[0], row[1], row[2].Split('|'), null));
        Rows("users.dat", "::", 5, optional: true, (row, at) => _data.UserFields[_data.Users.Add(row[0])] =
        [
            new("gender", FieldValue.Of(row[1])), new("age", FieldValue.Of(Number(row[2], "age", at))),
            new("occupation", FieldValue.Of(row[3])), new("zip", FieldValue.Of(row[4])),
        ]);
        Rows("ratings.dat", "::", 4, optional: false, AddRating);
    }

    private void ReadCsv()
    {
        Table("movies.csv", optional: true, ["movieId", "title", "genres"], (row, at) =>
            AddFilm(row[0], row[1], row[2] == "(no genres listed)" ? [] : row[2].Split('|'), null));
        Table("ratings.csv", optional: false, ["userId", "movieId", "rating", "timestamp"], AddRating);
    }

    private void AddFilm(string id, string title, IReadOnlyCollection<string> genres, string? released)
    {
        var fields = new List<Field> { new("title", FieldValue.Of(title)) };
        if (genres.Count > 0)
            fields.Add(new("genres", FieldValue.Of(genres.ToArray())));
        if (YearInTitle().Match(title) is { Success: true } year)
            fields.Add(new("year", FieldValue.Of(int.Parse(year.Groups[1].ValueSpan, CultureInfo.InvariantCulture))));
        if (!string.IsNullOrEmpty(released))
            fields.Add(new("released", FieldValue.Of(released)));
        _data.ItemFields[_data.Items.Add(id)] = fields.ToArray();
    }

    private void AddRating(string[] row, Func<string> at)
    {
        _data.User.Add(_data.Users.Add(row[0]));
        _data.Item.Add(_data.Items.Add(row[1]));
        _data.Rating.Add((float)Number(row[2], "rating", at));
        double seconds = Number(row[3], "timestamp", at);
        _data.Seconds.Add(Math.Abs(seconds) <= EventTime.Latest / 1000
            ? (long)seconds
            : throw new InvalidDataException($"{at()}: 'timestamp' is {row[3]}; expected seconds since 1970."));
    }

    private void Rows(string name, string separator, int width, bool optional, Action<string[], Func<string>> each)
    {
        string path = Path.Combine(_folder, name);
        if (optional && !File.Exists(path))
            return;
        InputFile.ForEachLine(path, (line, number) =>
        {
            // Titles in the older sets are Latin-1; everything else in them is ASCII.
            string[] row = Encoding.Latin1.GetString(line).Split(separator);
            if (row.Length != width)
                throw new InvalidDataException($"{path} line {number}: the line has {row.Length} values; expected {width} separated by '{(separator == "\t" ? "tab" : separator)}'.");
            each(row, () => $"{path} line {number}");
        });
    }

    private void Table(string name, bool optional, string[] columns, Action<string[], Func<string>> each)
    {
        string path = Path.Combine(_folder, name);
        if (optional && !File.Exists(path))
            return;
        using var table = CsvTable.Open(path, ',');
        int[] at = [.. columns.Select(table.Column)];
        if (Array.IndexOf(at, -1) is >= 0 and var missing)
            throw new InvalidDataException($"{path} line 1: column '{columns[missing]}' is missing; expected {string.Join(',', columns)}.");
        while (table.Next())
            each([.. at.Select(c => table[c])], () => $"{path} line {table.Line}");
    }

    private static double Number(string text, string field, Func<string> at) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new InvalidDataException($"{at()}: '{field}' is '{text}'; expected a number.");

    [GeneratedRegex(@"\((\d{4})\)\s*$")]
    private static partial Regex YearInTitle();
}
