import math
def row(i):
    f0=((i*37)%101)/8.0
    f1=float('nan') if i%7==0 else ((i*53)%97)/4.0-12
    f2=(i*31)%12
    f3=((i*17)%23)/2.0 if i%5==0 else 0.0
    f4=((i*71)%89)/16.0
    y=(2 if f0>6 else 0)+(1.5 if math.isnan(f1) else (1 if f1>0 else 0))+(2 if f2 in(1,4,7) else 0)+f3*0.1+((i*13)%11)/10.0
    return y,[f0,f1,f2,f3,f4]
def w(p,n,lab):
    with open(p,'w') as f:
        for i in range(n):
            y,x=row(i); f.write(f"{lab(i,y)} "+" ".join(f"{k}:{'nan' if math.isnan(v) else repr(v)}" for k,v in enumerate(x))+"\n")
w('reg',300,lambda i,y:round(y,4)); w('bin',300,lambda i,y:int(y>2.6)); w('rank',300,lambda i,y:min(4,int(y/1.2)))
open('rank.query','w').write("10\n"*30)
open('rank.position','w').write("".join(f"{i%10}\n" for i in range(300)))
