namespace Recsys.MLNet.Onnx.Managed;

/// <summary>The state of one run: a tensor for each place of the plan, and the arena under them. Reused for run after run, never by two at once.</summary>
internal sealed class Frame
{
    private readonly Plan _plan;
    private readonly Tensor[] _values;
    private readonly long _limit;

    public Frame(Plan plan, long limit = long.MaxValue)
    {
        (_plan, _limit) = (plan, limit);
        _values = new Tensor[plan.Places];
        for (int i = 0; i < _values.Length; i++)
            _values[i] = plan.Constants[i] ?? new Tensor();
    }

    /// <summary>Threads that an operation may use.</summary>
    public int Threads { get; set; } = 1;

    public Arena Arena { get; } = new();

    public Tensor this[int place] => _values[place];

    public Buffer Rent(Storage storage, int count) =>
        count <= _limit ? Arena.Rent(storage, count) : throw new InvalidDataException($"a value of {count} elements is larger than the {_limit} allowed here");

    public void Run(CancellationToken cancellation)
    {
        foreach (var step in _plan.Steps)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                step.Operation.Run(new Call(this, step));
            }
            catch (Exception e) when (e is InvalidDataException or NotSupportedException or ArgumentException or IndexOutOfRangeException or OverflowException or DivideByZeroException)
            {
                throw new InvalidDataException($"{step.Description} failed: {e.Message} (inputs: {Inputs(step)}). The inputs do not fit the model, or the model file is damaged.", e);
            }
            foreach (int place in step.Dead)
                Release(place);
        }
    }

    /// <summary>Gives back everything that is not a constant, after a run or a failure.</summary>
    public void Clear()
    {
        for (int i = 0; i < _values.Length; i++)
            if (_plan.Constants[i] is null)
                Release(i);
        Arena.EndRun();
    }

    private void Release(int place)
    {
        if (_values[place].Clear() is { } buffer)
            Arena.Return(buffer);
    }

    private string Inputs(Step step) => string.Join(", ", step.Inputs.Select(place => place < 0 ? "none" : _values[place].ToString()));
}
