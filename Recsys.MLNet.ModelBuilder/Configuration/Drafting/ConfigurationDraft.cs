using System.Globalization;
using System.Text;
using Recsys.MLNet.Data;
using Recsys.MLNet.Extensibility;
using Recsys.MLNet.Features;
using Recsys.MLNet.ModelBuilder.Configuration.Yaml;
using Recsys.MLNet.ModelBuilder.Pipeline;

namespace Recsys.MLNet.ModelBuilder.Configuration.Drafting;

/// <summary>Writes a commented configuration for the data at hand: what was found, what was decided from it, what could be changed.</summary>
public sealed class ConfigurationDraft
{
    private const double ManyRepeats = 0.05, NoRepeats = 0.002, FastTurnover = 0.3;
    private readonly StringBuilder _text = new();
    private readonly Scenario _scenario;
    private readonly DataProfile _profile;
    private readonly IReadOnlyList<string> _fields;

    private ConfigurationDraft(Scenario scenario, DataProfile profile) => (_scenario, _profile, _fields) = (scenario, profile, [.. profile.Fields.Select(f => f.Name)]);

    /// <summary>The configuration as text; it loads without a problem.</summary>
    /// <param name="scenario">The preset to start from.</param>
    /// <param name="profile">What the data holds.</param>
    /// <param name="data">Where the data is, as the configuration will name it.</param>
    /// <param name="schema">Where editors find the schema.</param>
    public static string Of(Scenario scenario, DataProfile profile, string data, string schema = ConfigurationSchema.FileName)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(profile);
        var draft = new ConfigurationDraft(scenario, profile);
        draft.Head(schema);
        draft.Events(data);
        draft.Features();
        draft.Recall();
        draft.Rerank();
        draft.Segments();
        draft.Run();
        string text = draft._text.ToString();
        ConfigurationFile.Read(text).OrThrow();
        return text;
    }

    /// <summary>The preset that a log's interaction types and fields look most like.</summary>
    public static Scenario Guess(DataProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        bool Has(params string[] types) => profile.Types.Any(t => types.Contains(t.Key, StringComparer.OrdinalIgnoreCase));
        bool Field(params string[] names) => profile.Fields.Any(f => names.Contains(f.Name, StringComparer.OrdinalIgnoreCase));
        string name = Has("booking") ? "travel" : Has("install", "conversion") ? "advertising" : Has("enroll") ? "education" : Has("listen") || Field("artist") ? "music"
            : Has("purchase", "cart", "buy", "order", "review") || Field("price") ? "ecommerce" : Has("watch", "rating") || Field("genres", "genre") ? "video"
            : Has("read") ? "news" : Has("like", "follow", "comment") ? "social" : "ecommerce";
        return Scenarios.Find(name)!;
    }

    private void Head(string schema)
    {
        Line($"# yaml-language-server: $schema={schema}");
        Line("#");
        Line($"# {_profile.Events:N0} events: {_profile.Size.Interactions:N0} interactions of {_profile.Size.Users:N0} users with {_profile.Size.Items:N0} items, {_profile.Rankings:N0} lists shown.");
        Line($"# {Percent(_profile.Density, 3)} of all pairs; {Number((double)_profile.Size.Interactions / _profile.Size.Users)} interactions a user; {Percent(_profile.RepeatShare)} repeat an earlier one; texts: {(_profile.EastAsian > 0.9 ? "Chinese, Japanese or Korean" : _profile.EastAsian > 0.05 ? $"{Percent(_profile.EastAsian)} Chinese, Japanese or Korean" : "alphabetic")}.");
        Line(_profile.Clock == EventClock.Absolute
            ? $"# Times are absolute, over {Number(_profile.Days)} days; {Percent(_profile.Turnover)} of the last fifth's interactions are with items that had not occurred before{(_profile.Turnover > FastTurnover ? ": the catalogue turns over fast" : "")}."
            : $"# Times are {EventJsonForm.NameOf(_profile.Clock)}: they do not compare between users, so trending lists, decayed counters and splits in time have nothing to work on.");
        Line("# Options that are not named have the scenario's defaults: docs/configuration.md lists them, docs/scenarios.md what each scenario assumes.");
        Line("");
        Line($"scenario: {_scenario.Name} # {_scenario.Description}");
        foreach (string assumption in _scenario.Assumptions)
            Line($"# assumes: {assumption}");
        Line("");
    }

    private void Events(string data)
    {
        Line("events:");
        Line($"  data: {Quoted(data)}");
        Line("  weights:");
        Line("    types: # what one interaction of a type says of liking; 0 leaves the type out");
        var weights = _scenario.Configuration.Events.Weights;
        foreach (var (type, count) in _profile.Types)
            Line($"      {Quoted(type)}: {Number(weights.Types.TryGetValue(type, out float weight) ? weight : weights.Other)} # {count:N0} interactions{(weights.Rated.Contains(type) ? $"; its field '{weights.ValueField}' weighs instead where it is a number" : weights.Types.ContainsKey(type) ? "" : "; not a usual type: check its weight, and its stage under state.types")}");
        var state = _scenario.Configuration.Events.State;
        var mapped = new (string Key, string Current, string? Found, string What)[]
        {
            ("categoryField", state.CategoryField, Best(state.CategoryField, "category", "genre", "genres", "categories", "topic", "subject", "section", "tags", "attributes"), "for affinities, the source 'category' and diversity"),
            ("brandField", state.BrandField, Best(state.BrandField, "brand", "author", "artist", "channel", "seller", "provider", "publisher"), "brand, author or seller"),
            ("priceField", state.PriceField, Best(state.PriceField, "price", "cost"), "price"),
            ("parentField", state.ParentField, Best(state.ParentField, "parent", "product", "group"), "the product that an item is a variant of"),
        };
        var differing = mapped.Where(m => m.Found is not null && m.Found != m.Current).ToArray();
        if (differing.Length > 0)
            Line("  state:");
        foreach (var (key, _, found, what) in differing)
            Line($"    {key}: {Quoted(found!)} # {what}");
        foreach (var (key, current, _, what) in mapped.Where(m => m.Found is null))
            Line($"  # no item has '{current}' ({what}); events.state.{key} names another field");
        Line("");
    }

    private void Features()
    {
        Line("features:");
        Line("  # The standard features (docs/features.md) are there anyway; these come on top.");
        Line("  declared:");
        var standard = StandardFeatures.For([]).Select(f => f.Spec.Name).ToHashSet();
        int written = 0;
        foreach (var use in _scenario.Configuration.Features.Declared.Where(Supported))
        {
            Line($"    - {Flow(use)}");
            written++;
        }
        foreach (var field in _profile.Fields.Where(f => f.Coverage > 0.05 && f.Distinct > 1 && f.Name != _scenario.Configuration.Events.State.PriceField && f.Name != "sourceId"))
        {
            string name = "field_" + new string([.. field.Name.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_')]);
            if (standard.Contains(name))
                continue;
            if (field.Kind is FieldKind.Number or FieldKind.Bool)
                Line($"    - {{ type: number, name: {name}, field: {Quoted(field.Name)} }} # {Percent(field.Coverage)} of the items have it");
            else if (field.Kind is FieldKind.Text or FieldKind.Texts && field.Distinct <= 24)
                Line($"    - {{ type: one-hot, name: {name}, field: {Quoted(field.Name)}, values: [{string.Join(", ", field.Frequent.Select(Quoted))}] }} # {field.Distinct} values");
            else if (field.Divides(_profile.Size.Items) && !_scenario.Configuration.Features.Declared.Any(d => Names(d).Contains(field.Name)))
                Line($"    - {{ type: interacted-with, name: {name}_like, fields: [{Quoted(field.Name)}] }} # {field.Distinct:N0} values");
            else
                continue;
            written++;
        }
        if (written == 0)
            _text.Length -= "  declared:\n".Length;
        if (written == 0)
            Line("  standard: true");
        Line("");
    }

    private void Recall()
    {
        bool repeats = _profile.RepeatShare > ManyRepeats;
        bool text = _profile.Fields.Any(f => f.Kind == FieldKind.Text);
        Line("recall:");
        Line("  models:");
        Line($"    - {{ model: pipeline, removeSeen: {(repeats ? "false" : "true")} }} # {(repeats ? $"{Percent(_profile.RepeatShare)} of the interactions are repeats: items of the history stay candidates" : "hardly anything is repeated: items of the history are no candidates")}");
        Line("    - item-knn # pairs: also the reasons that people read");
        if (text)
            Line("    - tf-idf # texts");
        double each = (double)_profile.Size.Interactions / _profile.Size.Users;
        Line(each >= PipelineSources.EnoughForFactors
            ? $"    # with {Number(each)} interactions a user, factors (als) are among the pipeline's sources"
            : $"    # - {{ model: als, factors: 64 }} # factors pay from about {PipelineSources.EnoughForFactors} interactions a user; here {Number(each)}");
        if (_profile.Size.Interactions < PipelineSources.EnoughForSequences)
            Line($"    # - sequence # attention over histories pays from about {PipelineSources.EnoughForSequences:N0} interactions; here {_profile.Size.Interactions:N0}");
        Line("");
    }

    private void Rerank()
    {
        var rerank = _scenario.Configuration.Rerank;
        Line("rerank:");
        Line($"  relevance: {Number(_profile.Fields.Count == 0 ? 1 : rerank.Relevance)} # 1 is the ranker's own order, lower is more varied");
        Line("  seen: # whether an item may come again after a behaviour, by type or stage");
        var seen = rerank.Seen.Where(s => !_profile.Types.Any(t => NeverAgain && t.Key == s.What));
        if (NeverAgain)
            foreach (var (type, _) in _profile.Types)
                Line($"    - {{ what: {Quoted(type)}, again: never }} # nothing is repeated in this log");
        foreach (var rule in seen)
            Line($"    - {{ what: {rule.What}, again: {YamlScalar.Kebab(rule.Again.ToString())}{(rule.Days > 0 ? $", days: {Number(rule.Days)}" : "")} }}");
        if (_profile.RepeatShare > ManyRepeats && rerank.Seen.All(s => s.Again == Reranking.SeenAgain.Never))
            Line($"  # {Percent(_profile.RepeatShare)} of the interactions are repeats, and this scenario hides whatever was touched: consider 'always' above.");
        if (rerank.Rules.Count > 0)
        {
            var rules = rerank.Rules.Where(r => _fields.Contains(r.Field) || r.Kind == Reranking.ItemRuleKind.Deny).ToArray();
            Line(rules.Length == 0 ? "  rules: [] # the scenario's rules are about fields that these items do not have" : "  rules:");
            foreach (var rule in rules)
                Line($"    - {{ kind: {YamlScalar.Kebab(rule.Kind.ToString())}, field: {Quoted(rule.Field)}{(rule.Value is null ? "" : $", value: {Quoted(rule.Value, always: true)}")}{(rule.Kind == Reranking.ItemRuleKind.Deny ? "" : $", amount: {Number(rule.Amount)}")} }}");
        }
        Line("");
    }

    private void Segments()
    {
        Line("segments:");
        Line("  learn: false # true finds groups of users by categories and behaviour: the ranker reads them, 'evaluate' divides by them, 'recsys segments' exports them");
        Line("");
    }

    private void Run()
    {
        Line("run:");
        Line("  seed: 1");
        if (_profile.Clock == EventClock.Absolute)
            Line($"  split: prequential # times are absolute: learn from the first 80 %, ask for every interaction of the rest. Or holdOut: {Number(Math.Max(1, Math.Round(_profile.Days / 5)))}d");
        else
            Line("  split: leave-one-out # times do not compare between users: each user's last interaction is asked for");
        Line("  k: 10");
    }

    private bool NeverAgain => _profile.RepeatShare < NoRepeats;

    /// <summary>The first of some field names that the data has, the scenario's own before others.</summary>
    private string? Best(params string[] names) =>
        names.Select(n => _profile.Fields.FirstOrDefault(f => string.Equals(f.Name, n, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(f => f is not null)?.Name;

    // A feature over types and fields that do not occur would cost time and never have a value.
    private bool Supported(ComponentUse use)
    {
        bool fields = Names(use).All(_fields.Contains) || use.Type is "field-match" or "relevancy" or "local-time";
        var types = new[] { "event", "top", "bottom" }.Select(k => use.Options[k]?.GetValue<string>()).Where(t => !string.IsNullOrEmpty(t));
        return fields && types.All(t => t == "exposure" ? _profile.Rankings > 0 : _profile.Types.Any(known => known.Key == t)) && (_profile.Clock == EventClock.Absolute || use.Type is "number" or "one-hot" or "index" or "interacted-with" or "relevancy" or "field-match");
    }

    private static IEnumerable<string> Names(ComponentUse use) =>
        use.Options["fields"]?.AsArray().Select(f => f!.GetValue<string>()) ?? (use.Options["field"]?.GetValue<string>() is { Length: > 0 } field ? [field] : []);

    private static string Flow(ComponentUse use)
    {
        var definition = ComponentRegistry.Shared.Find(ComponentKind.Feature, use.Type)!;
        var usual = ComponentUse.Of(use.Type, (IValidatedOptions)Activator.CreateInstance(definition.OptionsType!)!).Options;
        var options = use.Options.Where(o => o.Value?.ToJsonString() != usual[o.Key]?.ToJsonString()).Select(o => $", {o.Key}: {o.Value!.ToJsonString().Replace("\"", "", StringComparison.Ordinal).Replace(",", ", ", StringComparison.Ordinal)}");
        return $"{{ type: {use.Type}, name: {use.Called}{string.Concat(options)} }}";
    }

    private static string Quoted(string text) => Quoted(text, always: false);

    // Plain where YAML takes it for a text, in single quotes elsewhere.
    private static string Quoted(string text, bool always) => !always && text.Length > 0 && char.IsLetter(text[0]) && text.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or ':' && !text.Contains(": ", StringComparison.Ordinal)) && text is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off") && !text.EndsWith(':')
        ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Percent(double share, int digits = 0) => double.IsNaN(share) ? "unknown" : (100 * share).ToString($"F{(share < 0.01 && digits == 0 ? 1 : digits)}", CultureInfo.InvariantCulture) + " %";

    private static string Number(double value) => Math.Round(value, 3).ToString("0.###", CultureInfo.InvariantCulture);

    private void Line(FormattableString line) => _text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private void Line(string line) => _text.Append(line).Append('\n');
}
