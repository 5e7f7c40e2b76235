using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Adds the members of one class, computed from those of another by the user's code.</summary>
public sealed class CustomMappingTransformer<TSrc, TDst> : ITransformer, ICanSaveModel where TSrc : class, new() where TDst : class, new()
{
    private readonly Action<TSrc, TDst> _map;
    private readonly string _contract;

    internal CustomMappingTransformer(Action<TSrc, TDst> map, string contract, SchemaDefinition input = null, SchemaDefinition output = null)
    {
        (_map, _contract) = (map, contract);
        InputDefinition = input ?? SchemaDefinition.Create(typeof(TSrc), SchemaDefinition.Direction.Write);
        Inputs = MemberColumn<TSrc>.Of(InputDefinition, SchemaDefinition.Direction.Write);
        Outputs = MemberColumn<TDst>.Of(output, SchemaDefinition.Direction.Read);
    }

    internal SchemaDefinition InputDefinition { get; }
    internal MemberColumn<TSrc>[] Inputs { get; }
    internal MemberColumn<TDst>[] Outputs { get; }

    bool ITransformer.IsRowToRowMapper => true;
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => new Mapping(this, inputSchema).Output;
    public IDataView Transform(IDataView input) => new MappedView(new Mapping(this, input.Schema), input);
    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => new RowMapper(new Mapping(this, inputSchema));

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        if (_contract is null)
            throw new NotSupportedException("Empty contract name for a transform: the transform cannot be saved");
        ctx.Begin(StockModels.CustomMapping);
        ctx.Writer.Write(_contract);
        ctx.Writer.Write(_map.Method.DeclaringType?.Assembly.FullName ?? "");
    }

    private sealed class Mapping : RowMapping
    {
        private readonly CustomMappingTransformer<TSrc, TDst> _owner;
        private readonly RowReader<TSrc> _reader;

        public Mapping(CustomMappingTransformer<TSrc, TDst> owner, DataViewSchema input)
            : base(input, [.. owner.Outputs.Select(member => new DataViewSchema.DetachedColumn(member.Name, member.Type, member.Annotations))])
        {
            _owner = owner;
            _reader = RowReader<TSrc>.Match(input, owner.InputDefinition, ignoreMissing: false);
        }

        public override IEnumerable<DataViewSchema.Column> Needs(bool[] active) => active.Contains(true) ? _reader.Columns : [];

        public override Delegate[] Getters(DataViewRow input, bool[] active)
        {
            var getters = new Delegate[active.Length];
            if (!active.Contains(true))
                return getters;
            var (fill, source, result) = (_reader.Bind(input), new TSrc(), new Holder<TDst> { Value = new() });
            long done = -2;
            void Compute()
            {
                if (done == input.Position)
                    return;
                fill(source);
                result.Value = new(); // the user's code may leave members untouched
                _owner._map(source, result.Value);
                done = input.Position;
            }
            for (int i = 0; i < active.Length; i++)
                if (active[i])
                    getters[i] = GenericCall.For<Delegate>((Func<Delegate, Action, Delegate>)After<int>, _owner.Outputs[i].Type.RawType, _owner.Outputs[i].Getter(result), (Action)Compute);
            return getters;
        }

        private static Delegate After<T>(Delegate getter, Action compute)
        {
            var get = (ValueGetter<T>)getter;
            return (ValueGetter<T>)((ref T value) =>
            {
                compute();
                get(ref value);
            });
        }
    }
}
