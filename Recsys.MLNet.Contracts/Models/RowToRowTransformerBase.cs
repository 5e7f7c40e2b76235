namespace Microsoft.ML.Data;

/// <summary>What stock transformers that add columns row by row share. Nobody else can derive from it.</summary>
public abstract class RowToRowTransformerBase : ITransformer, ICanSaveModel
{
    private protected RowToRowTransformerBase() { }

    bool ITransformer.IsRowToRowMapper => true;
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Output;
    public IDataView Transform(IDataView input) => new MappedView(Bind(input.Schema), input);
    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => new RowMapper(Bind(inputSchema));
    void ICanSaveModel.Save(ModelSaveContext ctx) => Save(ctx);

    internal abstract RowMapping Bind(DataViewSchema input);
    internal abstract void Save(ModelSaveContext ctx);
}
