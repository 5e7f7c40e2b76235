using System.Text.Json;
using System.Text.Json.Nodes;
using Recsys.MLNet.Data.Audit;
using Recsys.MLNet.ModelBuilder.Reporting.Sections;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.ModelBuilder.Reporting;

/// <summary>One self-contained HTML page about a package: data, protocol, quality, what ranks, examples, latency, coverage, model card.</summary>
/// <remarks>No script, no font, no image from elsewhere; well-formed as XML too. Every number of an evaluation stands in the page as it is in its JSON.</remarks>
public sealed class RecommenderReport
{
    private static readonly Action<HtmlWriter, ReportContent>[] Sections =
    [
        SummarySection.Write, QualitySection.Write, SliceSection.Write, StageSection.Write, RankerSection.Write, LearningSection.Write, ExampleSection.Write,
        LatencySection.Write, ListSection.Write, DataSection.Write, CardSection.Write,
    ];

    private readonly ReportContent _content;

    private RecommenderReport(ReportContent content) => _content = content;

    /// <summary>Opens a package, asks it for lists, and gathers the report.</summary>
    /// <param name="package">Path of the package.</param>
    /// <param name="options">What is measured.</param>
    /// <param name="run">Seed and progress.</param>
    /// <param name="audit">What an audit of its data found, or null.</param>
    /// <param name="data">Where the data came from, for people; or null.</param>
    /// <param name="evaluation">Path of what <c>evaluate --json</c> wrote, or null for the metrics in the package.</param>
    /// <exception cref="InvalidDataException">The evaluation is none.</exception>
    public static RecommenderReport Of(string package, ReportOptions options, RunSettings run, AuditReport? audit = null, string? data = null, string? evaluation = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        using var open = ModelPackage.Open(package);
        var (trees, meanings) = Ranker(open);
        return new(new()
        {
            Title = options.Title.Length > 0 ? options.Title : $"Recommender {open.Manifest.Version}",
            Manifest = open.Manifest,
            FileBytes = new FileInfo(package).Length,
            Measures = PackageProbe.Measure(open, options, run),
            ListLength = options.Count,
            Audit = audit,
            DataName = data,
            Evaluation = evaluation is not null ? Read(evaluation) : open.Manifest.Metrics["evaluation"] is JsonObject kept ? new(kept, "The evaluation in the package") : null,
            Trees = trees,
            Meanings = meanings,
        });
    }

    /// <summary>The page.</summary>
    public string ToHtml()
    {
        var html = new HtmlWriter();
        html.Open("html", ("lang", "en")).Open("head").Void("meta", ("charset", "utf-8")).Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"))
            .Void("meta", ("name", "color-scheme"), ("content", "light dark")).Element("title", _content.Title).Style(ReportStyle.Rules).Close();
        html.Open("body").Open("main");
        foreach (var section in Sections)
            section(html, _content);
        html.Close();
        html.Element("footer", $"Written by {_content.Manifest.Product} from package {_content.Manifest.Version}. This page needs nothing but itself.");
        return html.Close().Close().ToString();
    }

    private static (TreeEnsemble?, IReadOnlyDictionary<string, string>) Ranker(ModelPackage package)
    {
        if (package.Has(PackageSections.Ranker))
        {
            var schema = ServingModel.From(package).Schema;
            var meanings = new Dictionary<string, string>(StringComparer.Ordinal);
            int column = 0;
            foreach (var spec in schema.Features.Select(f => f.Spec))
                for (int i = 0; i < spec.Width; i++)
                {
                    string meaning = spec.Unit.Length > 0 ? $"{spec.Meaning} ({spec.Unit})" : spec.Meaning;
                    meanings.TryAdd(schema.Names[column++], spec.Width == 1 ? meaning : $"{meaning}; number {i + 1} of {spec.Width}");
                }
            return (package.Load<ISavedModel>(PackageSections.Ranker) switch { MultiObjectiveModel aims => aims.ModelOf(0), var one => (TreeEnsemble)one }, meanings);
        }
        const string pipeline = PackageSections.Models + "pipeline";
        return package.Has(pipeline) && package.Load<IItemScorer>(pipeline) is PipelineModel { Trees: { } trees } model
            ? (trees, model.Features.Descriptions.ToDictionary(d => d.Name, d => d.Unit.Length > 0 ? $"{d.Meaning} ({d.Unit})" : d.Meaning, StringComparer.Ordinal))
            : (null, new Dictionary<string, string>());
    }

    private static EvaluationJson Read(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no evaluation {path}; make one with 'recsys evaluate --data DATA --json {path}'.", path);
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) is JsonObject json ? new(json, path) : throw new JsonException("it is no object");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"{path} is no evaluation report ({failure.Message.TrimEnd('.')}); expected what 'recsys evaluate --json FILE' writes.", failure);
        }
    }
}
