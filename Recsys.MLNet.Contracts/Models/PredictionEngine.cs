using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Predicts one object at a time through the transformer's row-to-row mapper.</summary>
public sealed class PredictionEngine<TSrc, TDst> : PredictionEngineBase<TSrc, TDst> where TSrc : class where TDst : class, new()
{
    private readonly TypedRow<TSrc> _input;
    private readonly Action<TDst> _read;

    internal PredictionEngine(ITransformer transformer, PredictionEngineOptions options) : this(transformer, options, Input(options), Mapper(transformer, options)) { }

    private PredictionEngine(ITransformer transformer, PredictionEngineOptions options, TypedRow<TSrc> input, IRowToRowMapper mapper)
        : base(transformer, mapper.OutputSchema, options.OwnsTransformer)
    {
        var reader = RowReader<TDst>.Match(mapper.OutputSchema, options.OutputSchemaDefinition, options.IgnoreMissingColumns);
        _input = input;
        _read = reader.Bind(mapper.GetRow(input, [.. reader.Columns]));
    }

    public override void Predict(TSrc example, ref TDst prediction)
    {
        _input.Set(example);
        prediction ??= new();
        _read(prediction);
    }

    private static TypedRow<TSrc> Input(PredictionEngineOptions options)
    {
        var members = MemberColumn<TSrc>.Of(options.InputSchemaDefinition, SchemaDefinition.Direction.Read);
        return new(members, EnumerableView<TSrc>.SchemaOf(members), new());
    }

    private static IRowToRowMapper Mapper(ITransformer transformer, PredictionEngineOptions options) => transformer.IsRowToRowMapper
        ? transformer.GetRowToRowMapper(Input(options).Schema)
        : throw new ArgumentException("Must be a row to row mapper", nameof(transformer));
}
