using System.Globalization;

namespace Recsys.MLNet.Data.Audit;

/// <summary>Whether what was shown was recorded, and fits what was done.</summary>
internal sealed class ImpressionCheck(ExposureTable exposures) : IAuditCheck
{
    private long _interactions, _withPropensity, _withVisible;

    public void Observe(Event e, long line)
    {
        if (e.Kind == EventKind.Interaction)
            _interactions++;
        foreach (var item in e.Items)
        {
            _withPropensity += double.IsNaN(item.Propensity) ? 0 : 1;
            _withVisible += item.Visible is null ? 0 : 1;
        }
    }

    public void Conclude(AuditContext context)
    {
        var measures = context.Measures;
        int withoutClick = 0;
        for (int r = 0; r < exposures.Rankings; r++)
        {
            bool clicked = false;
            for (int i = exposures.StartOf(r); i < exposures.StartOf(r + 1); i++)
                clicked |= exposures.Clicked(i);
            withoutClick += clicked ? 0 : 1;
        }
        double Share(double part, double whole) => whole == 0 ? double.NaN : part / whole;
        measures["impressions"] = exposures.Count;
        measures["rankingsWithoutClick"] = Share(withoutClick, exposures.Rankings);
        measures["interactionsWithoutRanking"] = Share(exposures.Unattributed, _interactions);
        measures["interactionsOfUnknownRankings"] = exposures.UnknownRankings;
        measures["interactionsNotShown"] = exposures.NotShown;
        measures["withPropensity"] = Share(_withPropensity, exposures.Count);
        measures["withVisible"] = Share(_withVisible, exposures.Count);
        if (exposures.UnknownRankings > 0)
            context.Warn("unknown-ranking", $"{exposures.UnknownRankings} interactions name a ranking that the log does not hold before them; send the ranking first.");
        if (exposures.NotShown > 0)
            context.Warn("not-shown", $"{exposures.NotShown} interactions name a ranking that did not show their item; check the ids the page sends.");
        if (exposures.Rankings == 0)
            return;
        if (exposures.Attributed == 0 && _interactions > 0)
            context.Warn("impressions-without-clicks", "No interaction belongs to any list shown: rankings and interactions do not fit together. Send the ranking's id, or the same session, with each interaction.");
        else if (withoutClick > 0.995 * exposures.Rankings)
            context.Warn("impressions-without-clicks", $"{AuditContext.Percent((double)withoutClick / exposures.Rankings)} of the lists shown got no click; are clicks recorded everywhere?");
        Curve(context);
    }

    private void Curve(AuditContext context)
    {
        var curve = exposures.Curve();
        if (curve.Length < 3 || curve[0].Clicks < 20)
            return;
        // Between the first and the last place that was shown often enough to compare.
        var last = curve.Last(p => p.Impressions * 2 >= curve[0].Impressions || p.Position == 0);
        double top = (double)curve[0].Clicks / curve[0].Impressions, bottom = Math.Max(last.Clicks, 0.5) / last.Impressions;
        context.Measures["positionBias"] = top / bottom;
        if (last.Position > 0 && top > 1.5 * bottom)
            context.Note("position-bias", $"The first place is clicked {(top / bottom).ToString("0.0", CultureInfo.InvariantCulture)} times as often as place {last.Position + 1}. Position explains a part of the clicks: use it to debias, never as a feature.");
    }
}
