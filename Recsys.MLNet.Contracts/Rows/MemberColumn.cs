using System.Linq.Expressions;
using System.Numerics;
using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>One member of a class as a column: reads it into getters, and sets it from getters.</summary>
internal abstract class MemberColumn<TRow> where TRow : class
{
    public string Name { get; private init; }
    public DataViewType Type { get; private init; }
    public DataViewSchema.Annotations Annotations { get; private init; }

    /// <summary>A getter of the member of the row that <paramref name="current"/> holds.</summary>
    public abstract Delegate Getter(Holder<TRow> current);

    /// <summary>An action that sets the member from a row's column.</summary>
    public abstract Action<TRow> Setter(DataViewRow row, DataViewSchema.Column column);

    public static MemberColumn<TRow>[] Of(SchemaDefinition definition, SchemaDefinition.Direction direction)
    {
        definition ??= SchemaDefinition.Create(typeof(TRow), direction);
        return [.. definition.Select(Of)];
    }

    public bool Fits(DataViewType type)
    {
        var (mine, theirs) = (Type as VectorDataViewType, type as VectorDataViewType);
        return (mine is null) == (theirs is null) && (mine?.ItemType ?? Type).RawType == (theirs?.ItemType ?? type).RawType;
    }

    private static MemberColumn<TRow> Of(SchemaDefinition.Column column)
    {
        const BindingFlags Instance = BindingFlags.Public | BindingFlags.Instance;
        MemberInfo member = (MemberInfo)typeof(TRow).GetField(column.MemberName, Instance) ?? typeof(TRow).GetProperty(column.MemberName, Instance)
            ?? throw new ArgumentException($"Type {typeof(TRow)} has no member '{column.MemberName}'");
        var declared = MemberTypes.ValueTypeOf(member);
        var item = MemberTypes.ItemOf(declared);
        var rawItem = ((column.ColumnType as VectorDataViewType)?.ItemType ?? column.ColumnType).RawType;
        if (MemberTypes.IsVector(declared) != column.ColumnType is VectorDataViewType || (item == typeof(string) ? typeof(ReadOnlyMemory<char>) : item) != rawItem)
            throw new ArgumentOutOfRangeException(nameof(column), $"Member {column.MemberName} of type {declared} cannot hold a {column.ColumnType}");
        var kind = declared.IsArray ? typeof(ArrayMember<,>).MakeGenericType(typeof(TRow), item, rawItem)
            : MemberTypes.IsVector(declared) ? typeof(BufferMember<>).MakeGenericType(typeof(TRow), item)
            : typeof(ScalarMember<,>).MakeGenericType(typeof(TRow), item, rawItem);
        return (MemberColumn<TRow>)Activator.CreateInstance(kind, BindingFlags.Public | BindingFlags.Instance | BindingFlags.NonPublic, null, [column, member], null);
    }

    private static Func<TRow, T> Reader<T>(MemberInfo member)
    {
        if (member is PropertyInfo { CanRead: false })
            return null;
        var row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, T>>(Expression.MakeMemberAccess(row, member), row).Compile();
    }

    private static Action<TRow, T> Writer<T>(MemberInfo member)
    {
        if (member is PropertyInfo { CanWrite: false })
            return null;
        var (row, value) = (Expression.Parameter(typeof(TRow)), Expression.Parameter(typeof(T)));
        return Expression.Lambda<Action<TRow, T>>(Expression.Assign(Expression.MakeMemberAccess(row, member), value), row, value).Compile();
    }

    /// <summary>Member value to raw value: 0-based keys become 1-based, what the key cannot name becomes missing.</summary>
    private static Func<TItem, TRaw> ToRaw<TItem, TRaw>(DataViewType type)
    {
        if (typeof(TItem) == typeof(string))
            return (Func<TItem, TRaw>)(object)(Func<string, ReadOnlyMemory<char>>)(text => text.AsMemory());
        if (((type as VectorDataViewType)?.ItemType ?? type) is KeyDataViewType key)
            return GenericCall.For<Func<TItem, TRaw>>((Func<ulong, Delegate>)KeyToRaw<uint>, typeof(TItem), key.Count);
        return (Func<TItem, TRaw>)(object)(Func<TItem, TItem>)(value => value);
    }

    private static Delegate KeyToRaw<T>(ulong count) where T : IBinaryInteger<T> =>
        (Func<T, T>)(value => ulong.CreateTruncating(value) < count ? value + T.One : T.Zero);

    private static Func<TRaw, TItem> FromRaw<TItem, TRaw>() => typeof(TItem) == typeof(string)
        ? (Func<TRaw, TItem>)(object)(Func<ReadOnlyMemory<char>, string>)(text => text.ToString())
        : (Func<TRaw, TItem>)(object)(Func<TRaw, TRaw>)(value => value);

    private sealed class ScalarMember<TItem, TRaw> : MemberColumn<TRow>
    {
        private readonly Func<TRow, TItem> _read;
        private readonly Action<TRow, TItem> _write;
        private readonly Func<TItem, TRaw> _toRaw;
        private readonly Func<TRaw, TItem> _fromRaw = FromRaw<TItem, TRaw>();

        public ScalarMember(SchemaDefinition.Column column, MemberInfo member)
        {
            (Name, Type, Annotations) = (column.ColumnName, column.ColumnType, column.Annotations);
            (_read, _write, _toRaw) = (Reader<TItem>(member), Writer<TItem>(member), ToRaw<TItem, TRaw>(column.ColumnType));
        }

        public override Delegate Getter(Holder<TRow> current) => (ValueGetter<TRaw>)((ref TRaw value) => value = _toRaw(_read(current.Value)));

        public override Action<TRow> Setter(DataViewRow row, DataViewSchema.Column column)
        {
            var getter = row.GetGetter<TRaw>(column);
            TRaw value = default;
            return into =>
            {
                getter(ref value);
                _write(into, _fromRaw(value));
            };
        }
    }

    private sealed class ArrayMember<TItem, TRaw> : MemberColumn<TRow>
    {
        private readonly Func<TRow, TItem[]> _read;
        private readonly Action<TRow, TItem[]> _write;
        private readonly Func<TItem, TRaw> _toRaw;
        private readonly Func<TRaw, TItem> _fromRaw = FromRaw<TItem, TRaw>();

        public ArrayMember(SchemaDefinition.Column column, MemberInfo member)
        {
            (Name, Type, Annotations) = (column.ColumnName, column.ColumnType, column.Annotations);
            (_read, _write, _toRaw) = (Reader<TItem[]>(member), Writer<TItem[]>(member), ToRaw<TItem, TRaw>(column.ColumnType));
        }

        public override Delegate Getter(Holder<TRow> current) => (ValueGetter<VBuffer<TRaw>>)((ref VBuffer<TRaw> value) =>
        {
            var items = _read(current.Value) ?? [];
            var editor = VBufferEditor.Create(ref value, items.Length);
            for (int i = 0; i < items.Length; i++)
                editor.Values[i] = _toRaw(items[i]);
            value = editor.Commit();
        });

        public override Action<TRow> Setter(DataViewRow row, DataViewSchema.Column column)
        {
            var getter = row.GetGetter<VBuffer<TRaw>>(column);
            VBuffer<TRaw> value = default;
            return into =>
            {
                getter(ref value);
                var items = new TItem[value.Length];
                if (!value.IsDense)
                    items.AsSpan().Fill(_fromRaw(default));
                var values = value.GetValues();
                var indices = value.GetIndices();
                for (int i = 0; i < values.Length; i++)
                    items[value.IsDense ? i : indices[i]] = _fromRaw(values[i]);
                _write(into, items);
            };
        }
    }

    private sealed class BufferMember<TItem> : MemberColumn<TRow>
    {
        private readonly Func<TRow, VBuffer<TItem>> _read;
        private readonly Action<TRow, VBuffer<TItem>> _write;

        public BufferMember(SchemaDefinition.Column column, MemberInfo member)
        {
            (Name, Type, Annotations) = (column.ColumnName, column.ColumnType, column.Annotations);
            (_read, _write) = (Reader<VBuffer<TItem>>(member), Writer<VBuffer<TItem>>(member));
        }

        public override Delegate Getter(Holder<TRow> current) => (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> value) => _read(current.Value).CopyTo(ref value));

        public override Action<TRow> Setter(DataViewRow row, DataViewSchema.Column column)
        {
            var getter = row.GetGetter<VBuffer<TItem>>(column);
            return into =>
            {
                VBuffer<TItem> value = default;
                getter(ref value);
                _write(into, value);
            };
        }
    }
}
