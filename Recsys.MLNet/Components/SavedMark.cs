using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Recsys.MLNet.Components;

/// <summary>What stands in ML.NET's model file at the place of a component of ours.</summary>
/// <remarks>
/// A transformer outside ML.NET's assemblies cannot write parameters into its file, so a custom mapping that can is written there
/// as a mark. Loaded without <c>LoadRecsys</c> it does nothing but refuse data, by wanting a column whose name says why.
/// </remarks>
internal static class SavedMark
{
    public const string Contract = "Recsys.MLNet.Component";

    internal const string Complaint = "saved without its parameters; use ml.Model.SaveRecsys and ml.Model.LoadRecsys";

    private static readonly MLContext Context = new();
    private static readonly CustomMappingTransformer<Question, Answer> Mark = Context.Transforms.CustomMapping<Question, Answer>(Answer.From, Contract)
        .Fit(Context.Data.LoadFromEnumerable<Question>([]));

    public static void Save(ModelSaveContext context) => ((ICanSaveModel)Mark).Save(context);

    public static bool Is(ITransformer transformer) => transformer is CustomMappingTransformer<Question, Answer>;

    /// <summary>Makes the mark's code known to a context that is to load a model.</summary>
    public static void Register(MLContext context) => context.ComponentCatalog.RegisterAssembly(typeof(SavedMark).Assembly, throwOnError: false);

    internal sealed class Question
    {
        [ColumnName(Complaint)]
        public float Value { get; set; }
    }

    internal sealed class Answer
    {
        internal static void From(Question question, Answer answer) => throw new InvalidOperationException($"A component of Recsys.MLNet was {Complaint}.");
    }

    [CustomMappingFactoryAttribute(Contract)]
    internal sealed class Factory : CustomMappingFactory<Question, Answer>
    {
        public override Action<Question, Answer> GetMapping() => Answer.From;
    }
}
