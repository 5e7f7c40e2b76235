using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Maps texts to keys; a text not seen when fitting is missing.</summary>
public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    private readonly string[] _texts;
    private readonly Dictionary<string, uint> _keys = new(StringComparer.Ordinal);

    internal ValueToKeyMappingTransformer(string output, string input, string[] texts) : base(output, input)
    {
        _texts = texts;
        for (int i = 0; i < texts.Length; i++)
            _keys[texts[i]] = (uint)i + 1;
    }

    internal override void Save(ModelSaveContext ctx)
    {
        ctx.Begin(StockModels.ValueToKey);
        ctx.Writer.Write(Output);
        ctx.Writer.Write(Input);
        ctx.Writer.Write(_texts.Length);
        foreach (string text in _texts)
            ctx.Writer.Write(text);
    }

    internal static ValueToKeyMappingTransformer Load(BinaryReader reader)
    {
        var (output, input) = (reader.ReadString(), reader.ReadString());
        var texts = new string[reader.ReadInt32()];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = reader.ReadString();
        return new(output, input, texts);
    }

    internal static void Check(DataViewSchema.Column column)
    {
        if (column.Type is not TextDataViewType)
            throw new NotSupportedException($"Column '{column.Name}' is a {column.Type}; Recsys.MLNet's stand-in for ML.NET maps texts to keys. For other types build with -p:MLNetPackages=true.");
    }

    internal override RowMapping Bind(DataViewSchema input) => new Mapping(this, input);

    private sealed class Mapping(ValueToKeyMappingTransformer owner, DataViewSchema input) : RowMapping(input, [new(owner.Output, new KeyDataViewType(typeof(uint), Math.Max(1, owner._texts.Length)), StockAnnotations.KeyValues(owner._texts))])
    {
        private readonly DataViewSchema.Column _source = Find(input, owner.Input);

        public override IEnumerable<DataViewSchema.Column> Needs(bool[] active) => active[0] ? [_source] : [];

        public override Delegate[] Getters(DataViewRow input, bool[] active)
        {
            if (!active[0])
                return [null];
            var (getter, text) = (input.GetGetter<ReadOnlyMemory<char>>(_source), default(ReadOnlyMemory<char>));
            var keys = owner._keys.GetAlternateLookup<ReadOnlySpan<char>>();
            return [(ValueGetter<uint>)((ref uint key) =>
            {
                getter(ref text);
                key = keys.TryGetValue(text.Span, out uint found) ? found : 0;
            })];
        }

        private static DataViewSchema.Column Find(DataViewSchema input, string name)
        {
            var column = input.GetColumnOrNull(name) ?? throw new ArgumentOutOfRangeException(nameof(input), $"Could not find input column '{name}'");
            Check(column);
            return column;
        }
    }
}
