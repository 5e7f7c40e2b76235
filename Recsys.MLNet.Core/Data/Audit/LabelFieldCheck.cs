using System.Globalization;
using System.Text.RegularExpressions;

namespace Recsys.MLNet.Data.Audit;

/// <summary>Fields that give away the answer: written after the click, or computed from the interactions to be predicted.</summary>
internal sealed partial class LabelFieldCheck(ExposureTable exposures) : IAuditCheck
{
    private const int KeptValues = 200_000;
    private readonly SortedDictionary<string, (List<int> Places, List<double> Values)> _shown = new(StringComparer.Ordinal);
    private int _rankings;

    public void Observe(Event e, long line)
    {
        // The table has taken this ranking in just before, unless it was a repeated one.
        if (e.Kind != EventKind.Ranking || exposures.Rankings == _rankings)
            return;
        _rankings = exposures.Rankings;
        for (int k = 0; k < e.Items.Count; k++)
            foreach (var field in e.Items[k].Fields)
                Add(field, exposures.LastStart + k);
    }

    public void Conclude(AuditContext context)
    {
        ConcludeShown(context);
        ConcludeItems(context);
    }

    private void Add(in Field field, int place)
    {
        double value = field.Value.Number;
        if (!double.IsFinite(value))
            return;
        if (!_shown.TryGetValue(field.Name, out var kept))
            _shown[field.Name] = kept = ([], []);
        if (kept.Places.Count >= KeptValues)
            return;
        kept.Places.Add(place);
        kept.Values.Add(value);
    }

    private void ConcludeShown(AuditContext context)
    {
        foreach (var (name, (places, values)) in _shown)
        {
            bool[] clicked = [.. places.Select(exposures.Clicked)];
            if (clicked.Count(c => c) < 20)
                continue;
            double auc = RankCorrelation.Auc([.. values], clicked);
            context.Measures[$"field.ranking.{name}.auc"] = auc;
            if (auc is > 0.95 or < 0.05)
                context.Warn("label-field", $"The field '{name}' of shown items tells clicked from not clicked with AUC {Text(auc)}: it was probably written after the click. Leave it out of the ranking's fields.");
        }
    }

    private static void ConcludeItems(AuditContext context)
    {
        var log = context.Log;
        var count = new int[log.Items.Count];
        foreach (int item in log.ItemOf)
            count[item]++;
        var values = new SortedDictionary<string, (List<double> Value, List<double> Count)>(StringComparer.Ordinal);
        for (int i = 0; i < count.Length; i++)
        {
            foreach (var field in log.Catalogue.FieldsOf(i))
            {
                if (field.Value.Kind != FieldKind.Number)
                    continue;
                if (!values.TryGetValue(field.Name, out var pairs))
                    values[field.Name] = pairs = ([], []);
                pairs.Value.Add(field.Value.Number);
                pairs.Count.Add(count[i]);
            }
        }
        foreach (var (name, (value, counts)) in values)
        {
            double correlation = value.Count < 30 ? double.NaN : RankCorrelation.Spearman([.. value], [.. counts]);
            context.Measures[$"field.item.{name}.popularity"] = correlation;
            if (Math.Abs(correlation) > 0.7)
                context.Warn("label-field", $"The item field '{name}' follows the number of interactions in this log (Spearman {Text(correlation)}): it was probably computed from what is to be predicted. Leave it out, or send its value as of each moment.");
            else if (NameOfStatistic().IsMatch(name))
                context.Note("label-field", $"The item field '{name}' sounds like a statistic of behaviour. If it was computed over the time of this log, it tells the future: leave it out, or send its value as of each moment.");
        }
    }

    private static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    [GeneratedRegex("(^|[_.-])(ctr|clicks?|views?|sales|sold|purchases?|popularity|conversions?|rating|avg_?rating|bestseller)([_.-]|$)|clicked|purchased", RegexOptions.IgnoreCase)]
    private static partial Regex NameOfStatistic();
}
