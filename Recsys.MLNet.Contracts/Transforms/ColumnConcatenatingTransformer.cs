namespace Microsoft.ML.Data;

/// <summary>Joins columns of one item type into one vector.</summary>
public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    private readonly string _output;
    private readonly string[] _inputs;

    internal ColumnConcatenatingTransformer(string output, string[] inputs) => (_output, _inputs) = (output, inputs);

    internal override void Save(ModelSaveContext ctx)
    {
        ctx.Begin(StockModels.Concatenate);
        ctx.Writer.Write(_output);
        ctx.Writer.Write(_inputs.Length);
        foreach (string input in _inputs)
            ctx.Writer.Write(input);
    }

    internal static ColumnConcatenatingTransformer Load(BinaryReader reader)
    {
        string output = reader.ReadString();
        var inputs = new string[reader.ReadInt32()];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = reader.ReadString();
        return new(output, inputs);
    }

    internal override RowMapping Bind(DataViewSchema input) => Mapping.Of(input, _output, _inputs);

    private sealed class Mapping : RowMapping
    {
        private readonly DataViewSchema.Column[] _sources;
        private readonly Type _item;

        private Mapping(DataViewSchema input, DataViewSchema.DetachedColumn added, DataViewSchema.Column[] sources, Type item) : base(input, [added]) =>
            (_sources, _item) = (sources, item);

        public static Mapping Of(DataViewSchema input, string output, string[] inputs)
        {
            var sources = Array.ConvertAll(inputs, name => input.GetColumnOrNull(name) ?? throw new ArgumentOutOfRangeException(nameof(input), $"Could not find input column '{name}'"));
            var item = ItemOf(sources[0]);
            int size = 0;
            bool known = true;
            foreach (var source in sources)
            {
                if (!ItemOf(source).Equals(item))
                    throw new InvalidOperationException($"Column '{source.Name}' is a {source.Type}; expected {item} as in column '{sources[0].Name}'");
                known &= source.Type is not VectorDataViewType { IsKnownSize: false };
                size += source.Type is VectorDataViewType vector ? vector.Size : 1;
            }
            return new(input, new(output, new VectorDataViewType(item, known ? size : 0), Names(sources, known ? size : 0)), sources, item.RawType);
        }

        public override IEnumerable<DataViewSchema.Column> Needs(bool[] active) => active[0] ? _sources : [];

        public override Delegate[] Getters(DataViewRow input, bool[] active) => [active[0] ? GenericCall.For<Delegate>(Getter<float>, _item, input) : null];

        private static PrimitiveDataViewType ItemOf(DataViewSchema.Column column) => (column.Type as VectorDataViewType)?.ItemType ?? (PrimitiveDataViewType)column.Type;

        private static DataViewSchema.Annotations Names(DataViewSchema.Column[] sources, int size)
        {
            if (size == 0 || !Array.Exists(sources, source => source.Type is not VectorDataViewType))
                return null;
            var names = new List<ReadOnlyMemory<char>>(size);
            foreach (var source in sources)
                if (source.Type is VectorDataViewType vector)
                    names.AddRange(Enumerable.Repeat(default(ReadOnlyMemory<char>), vector.Size));
                else
                    names.Add(source.Name.AsMemory());
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, size),
                (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(size, names.ToArray()));
            return annotations.ToAnnotations();
        }

        private Delegate Getter<T>(DataViewRow row)
        {
            var parts = Array.ConvertAll(_sources, source => Part<T>(row, source));
            int size = ((VectorDataViewType)Output[Output.Count - 1].Type).Size;
            var buffer = new T[Math.Max(4, size)];
            return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
            {
                int length = 0;
                foreach (var part in parts)
                    length = part(ref buffer, length);
                var editor = VBufferEditor.Create(ref value, length);
                buffer.AsSpan(0, length).CopyTo(editor.Values);
                value = editor.Commit();
            });
        }

        private delegate int AppendPart<T>(ref T[] buffer, int at);

        private static AppendPart<T> Part<T>(DataViewRow row, DataViewSchema.Column source)
        {
            if (source.Type is not VectorDataViewType)
            {
                var scalar = row.GetGetter<T>(source);
                return (ref T[] buffer, int at) =>
                {
                    Grow(ref buffer, at + 1);
                    scalar(ref buffer[at]);
                    return at + 1;
                };
            }
            var vector = row.GetGetter<VBuffer<T>>(source);
            VBuffer<T> value = default;
            return (ref T[] buffer, int at) =>
            {
                vector(ref value);
                Grow(ref buffer, at + value.Length);
                value.CopyTo(buffer.AsSpan(at));
                return at + value.Length;
            };
        }

        private static void Grow<T>(ref T[] buffer, int length)
        {
            if (buffer.Length < length)
                Array.Resize(ref buffer, Math.Max(length, 2 * buffer.Length));
        }
    }
}
