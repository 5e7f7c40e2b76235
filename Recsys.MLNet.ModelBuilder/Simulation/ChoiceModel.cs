namespace Recsys.MLNet.ModelBuilder.Simulation;

/// <summary>How a user decides on an item they look at: elimination by aspects.</summary>
/// <remarks>
/// A user goes through aspects in a fixed order and each that fails leaves only a part of the appeal:
/// <code>
/// r = .8 · need(c) · language · price · style · brand · quality · habit      (clipped to .0005 … .9)
/// need     1 if the item's category is the need of the session, .12 if it is a favourite, else .015
/// language 1 if the user reads it, else .5
/// price    1 up to the budget b, then exp(−2.5·(p/b − 1))
/// style    1 if it is the user's, else .45
/// brand    1.4, 1 or .6, by chance but always the same for one user and brand
/// quality  2/(1 + exp(−.8·q))
/// habit    .35^n after n clicks on the item; an item that is used up is back at 1 when it is due
/// </code>
/// Products of steps and thresholds over attributes: no inner product of factors, no attention and no tree ensemble of ours is the
/// true model, so nothing in the product fits it for free. P(click at place k) = (k + 1)^−η · r.
/// Tversky 1972, "Elimination by aspects: a theory of choice".
/// </remarks>
internal static class ChoiceModel
{
    /// <summary>P(click | looked at).</summary>
    /// <param name="user">Who looks.</param>
    /// <param name="item">At what.</param>
    /// <param name="number">The item's number.</param>
    /// <param name="time">Milliseconds from the start.</param>
    public static double Relevance(SimulatedUser user, SimulatedItem item, int number, long time)
    {
        double r = 0.8 * (item.Category == user.Need ? 1 : Array.IndexOf(user.Favourites, item.Category) >= 0 ? 0.12 : 0.015);
        if (item.Chinese != user.Chinese)
            r *= 0.5;
        if (item.RelativePrice > user.Budget)
            r *= Math.Exp(-2.5 * (item.RelativePrice / user.Budget - 1));
        if (item.Style != user.Style)
            r *= 0.45;
        r *= user.BrandLiking(item.Brand) * 2 / (1 + Math.Exp(-0.8 * item.Quality));
        if (user.Clicks.TryGetValue(number, out int clicks) && !(user.Due.TryGetValue(number, out long due) && due <= time))
            r *= Math.Pow(0.35, clicks);
        return Math.Clamp(r, 0.0005, 0.9);
    }
}
