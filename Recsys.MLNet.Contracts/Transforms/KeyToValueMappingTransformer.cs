using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Gives keys their texts back; a missing key is an empty text.</summary>
public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal KeyToValueMappingTransformer(string output, string input) : base(output, input) { }

    internal override void Save(ModelSaveContext ctx)
    {
        ctx.Begin(StockModels.KeyToValue);
        ctx.Writer.Write(Output);
        ctx.Writer.Write(Input);
    }

    internal override RowMapping Bind(DataViewSchema input) => new Mapping(this, input);

    private sealed class Mapping : RowMapping
    {
        private readonly DataViewSchema.Column _source;
        private readonly ReadOnlyMemory<char>[] _texts;

        public Mapping(KeyToValueMappingTransformer owner, DataViewSchema input) : base(input, [new(owner.Output, TextDataViewType.Instance)])
        {
            _source = input.GetColumnOrNull(owner.Input) ?? throw new ArgumentOutOfRangeException(nameof(input), $"Could not find input column '{owner.Input}'");
            var texts = _source.Type is KeyDataViewType { RawType: var raw } && raw == typeof(uint) ? StockAnnotations.KeyValuesOf(_source) : null;
            _texts = Array.ConvertAll(texts ?? throw new ArgumentOutOfRangeException(nameof(input), $"Column '{_source.Name}' is a {_source.Type}; expected a key with KeyValues"), text => text.AsMemory());
        }

        public override IEnumerable<DataViewSchema.Column> Needs(bool[] active) => active[0] ? [_source] : [];

        public override Delegate[] Getters(DataViewRow input, bool[] active)
        {
            if (!active[0])
                return [null];
            var (getter, key) = (input.GetGetter<uint>(_source), 0u);
            return [(ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> text) =>
            {
                getter(ref key);
                text = key == 0 || key > _texts.Length ? default : _texts[key - 1];
            })];
        }
    }
}
