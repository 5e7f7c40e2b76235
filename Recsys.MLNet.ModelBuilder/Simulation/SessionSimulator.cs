using System.Globalization;
using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.ModelBuilder.Simulation;

/// <summary>Plays one session of one user: pages, glances, clicks and what follows them.</summary>
internal sealed class SessionSimulator(SimulatedWorld world, SimulatedUser user, RandomStream random, List<SimulatedEvent> log)
{
    private readonly SimulationOptions _options = world.Options;
    private string _session = "";
    private bool _loggedIn;
    private int _pages, _acts;
    private long _now; // milliseconds from the start

    public void Play(long start)
    {
        user.Sessions++;
        _session = $"s{user.Id[1..]}-{user.Sessions.ToString(CultureInfo.InvariantCulture)}";
        _now = start;
        _pages = _acts = 0;
        _loggedIn = random.NextDouble() >= _options.AnonymousSessions;
        bool willLogIn = !_loggedIn && random.NextDouble() < 0.5;
        user.NextNeed(random);
        BuyAgain();
        do
        {
            Page();
            if (willLogIn && !_loggedIn && random.NextDouble() < 0.6)
                LogIn();
            _now += 5_000 + random.NextInt(40_000);
        }
        while (random.NextDouble() < _options.MorePages);
    }

    private void Page()
    {
        string id = $"r{_session[1..]}-{(++_pages).ToString(CultureInfo.InvariantCulture)}";
        var (surface, offered, query) = ChooseSurface();
        if (_now / SimulatedWorld.Day > world.Today)
            offered = Array.FindAll(offered, i => world.Items[i].Gone > _now); // past midnight
        if (offered.Length == 0)
            return;
        bool explore = random.NextDouble() < _options.ExploringPages;
        var page = new int[_options.PageSize];
        int count = PagePolicy.Fill(offered, explore, random, page);
        int examined = Examined(count);
        bool reportsVisible = random.NextDouble() < 0.5;
        var items = new RankedItem[count];
        var relevance = new float[count];
        for (int k = 0; k < count; k++)
        {
            relevance[k] = (float)ChoiceModel.Relevance(user, world.Items[page[k]], page[k], _now);
            items[k] = new()
            {
                Id = world.Items[page[k]].Id,
                Position = k,
                Visible = reportsVisible ? k < examined : null,
                Propensity = explore ? 1.0 / offered.Length : double.NaN,
            };
        }
        log.Add(new(Stamp(new() { Kind = EventKind.Ranking, Id = id, Surface = surface, Query = query, Policy = explore ? "explore" : "popular", Items = items }, _now), new(relevance, examined)));
        for (int k = 0; k < examined; k++)
        {
            _now += 800 + random.NextInt(2_500);
            if (random.NextDouble() < relevance[k])
                Follow(page[k], id);
        }
    }

    private (string Surface, int[] Offered, string? Query) ChooseSurface()
    {
        double which = random.NextDouble();
        if (which < (_pages == 1 ? 0.6 : 0.3))
            return ("home", world.Offered, null);
        int[] wanted = world.OfferedIn[user.Need];
        if (which < 0.8)
            return ("category", wanted, null);
        int noun = random.NextInt(world.Theme.Categories[user.Need].NounsEnglish.Length);
        int[] found = Array.FindAll(wanted, i => world.Items[i].Noun == noun);
        return ("search", found.Length >= 4 ? found : wanted, ItemGrammar.QueryFor(user.Need, user.Style, noun, user.Chinese, world.Theme));
    }

    /// <summary>The number of places looked at: P(more than k) = (k + 1)^−η, so the first always is.</summary>
    private int Examined(int count)
    {
        if (_options.PositionBias == 0)
            return count;
        double depth = Math.Pow(1 - random.NextDouble(), -1 / _options.PositionBias);
        return (int)Math.Min(count, Math.Floor(depth));
    }

    /// <summary>A click and what follows it down the funnel.</summary>
    private void Follow(int item, string? ranking)
    {
        user.Clicks[item] = user.Clicks.GetValueOrDefault(item) + 1;
        for (int step = 0; step < _options.Funnel.Count; step++)
        {
            if (step > 0 && random.NextDouble() >= _options.Funnel[step].Probability)
                return;
            _now += step == 0 ? 300 + random.NextInt(1_500) : 5_000 + random.NextInt(60_000);
            Act(item, _options.Funnel[step].Type, ranking, last: step == _options.Funnel.Count - 1);
        }
        Satisfied(item);
    }

    private void Satisfied(int item)
    {
        int category = world.Items[item].Category;
        if (world.Repeats[category])
            user.Due[item] = _now + (long)(_options.RepeatDays * SimulatedWorld.Day * Math.Exp(0.25 * random.NextGaussian()));
        if (category == user.Need)
            user.Need = random.NextDouble() < 0.5 ? world.Complement[category] : -1;
        user.NextNeed(random);
    }

    /// <summary>Things used up are often bought again without looking at any list.</summary>
    private void BuyAgain()
    {
        foreach (int item in user.Due.Where(d => d.Value <= _now).Select(d => d.Key).Order().ToArray())
        {
            if (world.Items[item].Gone <= _now)
            {
                user.Due.Remove(item);
            }
            else if (random.NextDouble() < 0.7)
            {
                _now += 2_000 + random.NextInt(8_000);
                Act(item, _options.Funnel[^1].Type, null, last: true);
                user.Due[item] = _now + (long)(_options.RepeatDays * SimulatedWorld.Day * Math.Exp(0.25 * random.NextGaussian()));
            }
        }
    }

    private void Act(int item, string type, string? ranking, bool last)
    {
        Field[] fields = last && world.Theme.Things ? [new("value", FieldValue.Of(world.Items[item].Price))] : [];
        log.Add(new(Stamp(new()
        {
            Kind = EventKind.Interaction,
            Id = $"x{_session[1..]}-{(++_acts).ToString(CultureInfo.InvariantCulture)}",
            Type = type,
            Item = world.Items[item].Id,
            Ranking = ranking,
            Fields = fields,
        }, _now)));
    }

    private void LogIn()
    {
        _loggedIn = true;
        log.Add(new(new() { Kind = EventKind.User, Id = $"m{_session[1..]}", Timestamp = _options.Start + _now, User = user.Id, Merge = _session }));
    }

    private Event Stamp(Event e, long time) => e with { Timestamp = _options.Start + time, User = _loggedIn ? user.Id : null, Session = _session };
}
